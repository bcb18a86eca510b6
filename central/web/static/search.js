// The box of the header: "/" or Ctrl-K goes there, unless somebody types elsewhere.
document.addEventListener("keydown", (event) => {
  const box = document.querySelector('header form[role="search"] input');
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
  const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey;
  if (!box || !(slash || k)) return;
  event.preventDefault();
  box.focus();
  box.select();
});

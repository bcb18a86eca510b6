-- tokens {"planner": "ls_c91ee720c9f4__T2Zdmw-noIMHJ56-ebFt3Qi3a39sl2nf8RNCTb0QoA", "shipping": "ls_b0c6db849c7b_Ya-3pSqp9-bfmnW-bzXiYwqINaiKORObMyMZir2tqGg", "viewer": "ls_2c4afda3cd33_wU6b1Vabm4m5Q_8Ec9ve20moUzeWPghApSW0WhBrEMA", "administrator": "ls_599547b445c0_TH1NS-rAY9_kc6aOh2pixgrKT6srlUUPXflhb6AOe1A", "feed": "ls_6aacbdfba694_qH06s_87ZwrcxFiI5cKrNXl_M76U9ybZeMPVDyCGKCg", "cell": "ls_abe31e474162_1L-IGKXg4mPbYIMZFTkGuYeJJwFOHaPJVUOeNEGcpDQ"}
-- answers {"cums": [{"customer": "lakeside", "agreement": "LK-1", "part": "LM-1", "point": "", "our_part": "", "despatched": "40", "received": "0", "in_transit": "40", "disputed": "0", "differing": "0", "differences": [], "customers_count": null, "last_note": null}, {"customer": "lakeside", "agreement": "LK-1", "part": "LM-2", "point": "", "our_part": "", "despatched": "7", "received": "0", "in_transit": "7", "disputed": "0", "differing": "0", "differences": [], "customers_count": null, "last_note": null}, {"customer": "rhein", "agreement": "RH-1", "part": "4711", "point": "", "our_part": "", "despatched": "50", "received": "48", "in_transit": "0", "disputed": "0", "differing": "2", "differences": [{"note": "N1", "on": "2026-11-30", "quantity": "2", "open": "2"}], "customers_count": null, "last_note": null}], "lines": {"rows": [{"line": 4, "agreement": "RH-1", "customer": "rhein", "plant": "", "part": "4711", "unloading_point": "", "on_day": "2026-12-04", "due_on": "2026-12-04", "at_time": "", "until_time": "", "quantity": "50", "despatched": "50", "awaiting": "0", "picked": 0, "state": "despatched", "purchase_order": "", "reference": "", "schedule": 3, "kind": "plan", "changed_us": 1796072765699668, "open": "0", "free": "0", "entered_by": "", "origin": "", "why": ""}, {"line": 1, "agreement": "LK-1", "customer": "lakeside", "plant": "", "part": "LM-1", "unloading_point": "", "on_day": "2026-12-05", "due_on": "2026-12-05", "at_time": "", "until_time": "", "quantity": "100", "despatched": "40", "awaiting": "0", "picked": 0, "state": "open", "purchase_order": "", "reference": "", "schedule": 1, "kind": "call_off", "changed_us": 1796072766156324, "open": "60", "free": "60", "entered_by": "", "origin": "", "why": ""}, {"line": 5, "agreement": "RH-1", "customer": "rhein", "plant": "", "part": "4711", "unloading_point": "", "on_day": "2026-12-06", "due_on": "2026-12-06", "at_time": "", "until_time": "", "quantity": "70", "despatched": "0", "awaiting": "0", "picked": 0, "state": "open", "purchase_order": "", "reference": "", "schedule": 3, "kind": "plan", "changed_us": 1796072765829228, "open": "70", "free": "70", "entered_by": "", "origin": "", "why": ""}, {"line": 2, "agreement": "LK-1", "customer": "lakeside", "plant": "", "part": "LM-1", "unloading_point": "", "on_day": "2026-12-08", "due_on": "2026-12-08", "at_time": "", "until_time": "", "quantity": "100", "despatched": "0", "awaiting": "0", "picked": 1, "state": "picked", "purchase_order": "", "reference": "", "schedule": 1, "kind": "call_off", "changed_us": 1796072766206512, "open": "100", "free": "100", "entered_by": "", "origin": "", "why": ""}, {"line": 3, "agreement": "LK-1", "customer": "lakeside", "plant": "", "part": "LM-1", "unloading_point": "", "on_day": "2026-12-12", "due_on": "2026-12-12", "at_time": "", "until_time": "", "quantity": "100", "despatched": "0", "awaiting": "0", "picked": 0, "state": "open", "purchase_order": "", "reference": "", "schedule": 1, "kind": "call_off", "changed_us": 1796072764849882, "open": "100", "free": "100", "entered_by": "", "origin": "", "why": ""}], "next": null, "total": {"lines": 5, "quantity": "420", "despatched": "90", "open": "330"}}, "forecasts": [{"agreement": "RH-1", "part": "4711", "unloading_point": "", "schedule": 3, "number": 3, "on_day": "2026-12-20", "until_day": null, "at_time": "", "until_time": "", "quantity": "300", "status": "forecast", "called_off": "0", "kind": "plan", "active": 1, "left": "300"}, {"agreement": "RH-1", "part": "4711", "unloading_point": "", "schedule": 3, "number": 4, "on_day": "2026-12-27", "until_day": null, "at_time": "", "until_time": "", "quantity": "300", "status": "forecast", "called_off": "0", "kind": "plan", "active": 1, "left": "300"}], "notes": [{"note": "N3", "customer": "lakeside", "plant": "", "unloading_point": "", "on_day": "2026-11-30", "departed_us": null, "origin": "office", "state": "posted", "at_us": 1796072766156324, "who": "the shipping", "undone_us": null, "undone_by": "", "why": "", "version": 1, "lines": 1, "quantity": "40", "parts": "LM-1"}, {"note": "N2", "customer": "rhein", "plant": "", "unloading_point": "", "on_day": "2026-11-30", "departed_us": null, "origin": "office", "state": "undone", "at_us": 1796072765781988, "who": "the shipping", "undone_us": 1796072765829228, "undone_by": "the shipping", "why": "no truck came", "version": 2, "lines": 1, "quantity": "30", "parts": "4711"}, {"note": "N1", "customer": "rhein", "plant": "", "unloading_point": "", "on_day": "2026-11-30", "departed_us": null, "origin": "office", "state": "posted", "at_us": 1796072765699668, "who": "the shipping", "undone_us": null, "undone_by": "", "why": "", "version": 1, "lines": 1, "quantity": "50", "parts": "4711"}], "agreements": [{"agreement": "LK-1", "customer": "lakeside", "plant": "", "state": "active", "currency": "EUR", "parts": 2, "changed_us": 1796072748018731, "changed_by": "command line"}, {"agreement": "RH-1", "customer": "rhein", "plant": "", "state": "active", "currency": "EUR", "parts": 1, "changed_us": 1796072748018731, "changed_by": "command line"}], "schedules": [{"schedule": 3, "agreement": "RH-1", "customer": "rhein", "plant": "", "part": "4711", "unloading_point": "", "kind": "plan", "number": "D1", "previous_number": "", "issued_on": "2026-11-29", "first_day": "2026-11-29", "until_day": null, "received_us": 1796072765367249, "interchange": 4, "message": 1, "partner": "rhein", "state": "released", "waits": [], "received_cum": "0", "counted_since": null, "last_note": "", "authorisations": [], "owner": "", "viewed_us": null, "viewed_by": "", "changed_us": 1796072765494971, "version": 4, "previous": null, "due": 0, "terms_version": 1, "lines": 4, "entered_by": ""}, {"schedule": 2, "agreement": "LK-1", "customer": "lakeside", "plant": "FLT", "part": "LM-1", "unloading_point": "", "kind": "call_off", "number": "C2", "previous_number": "", "issued_on": "2026-11-29", "first_day": "2026-11-29", "until_day": "2027-01-29", "received_us": 1796072765082739, "interchange": 2, "message": 1, "partner": "lakeside", "state": "out_of_tolerance", "waits": [{"code": "tolerance.out", "text": "2 of 3 comparisons out of tolerance: the schedule is out", "figures": {"out": "2", "all": "3"}}, {"code": "tolerance.line_out", "text": "six weeks, 2026-12-08 to 2026-12-08: 200 -> 500, +150.00 %, allowed -10 to +20 %", "figures": {"horizon": "six weeks", "first": "2026-12-08", "last": "2026-12-08", "old": "200", "new": "500", "percent": "+150.00 %", "minus": "10", "plus": "20"}}, {"code": "tolerance.line_out", "text": "six weeks, 2026-12-12 to 2026-12-12: 300 -> 1750, +483.33 %, allowed -10 to +20 %", "figures": {"horizon": "six weeks", "first": "2026-12-12", "last": "2026-12-12", "old": "300", "new": "1750", "percent": "+483.33 %", "minus": "10", "plus": "20"}}, {"code": "step.approve_by_hand", "text": "is out of tolerance: a person approves it", "figures": {}}], "received_cum": null, "counted_since": null, "last_note": "", "authorisations": [], "owner": "", "viewed_us": null, "viewed_by": "", "changed_us": 1796072765152127, "version": 3, "previous": 1, "due": 0, "terms_version": 1, "lines": 3, "entered_by": ""}, {"schedule": 1, "agreement": "LK-1", "customer": "lakeside", "plant": "FLT", "part": "LM-1", "unloading_point": "", "kind": "call_off", "number": "C1", "previous_number": "", "issued_on": "2026-11-29", "first_day": "2026-11-29", "until_day": "2027-01-29", "received_us": 1796072764636527, "interchange": 1, "message": 1, "partner": "lakeside", "state": "released", "waits": [], "received_cum": null, "counted_since": null, "last_note": "", "authorisations": [], "owner": "", "viewed_us": null, "viewed_by": "", "changed_us": 1796072764849882, "version": 5, "previous": null, "due": 0, "terms_version": 1, "lines": 3, "entered_by": ""}], "unprocessed": [{"entry": 1, "interchange": 3, "message": 1, "partner": "lakeside", "customer": "lakeside", "part": "NOBODY", "what": "unknown_part", "reasons": [{"code": "receive.unknown_part", "text": "part NOBODY is in no active agreement with lakeside", "figures": {"part": "NOBODY", "customer": "lakeside"}}], "opened_us": 1796072765283212, "owner": "", "closed_us": null, "closed_by": "", "closing": "", "why": ""}], "interchanges": {"interchanges": [{"interchange": 5, "partner": "rhein", "direction": "in", "way": "http", "name": "http", "at_us": 1796072765974958, "digest": "533499d8f2b46646168c559856bca9f5860d3d790605915629da3d707e83b104", "size": 237, "syntax": "edifact", "sender": "ZZ:RHEIN", "recipient": "ZZ:OURS", "reference": "5", "reference_old": "", "test": false, "state": "posted", "messages": 1, "message_names": "recadv", "schedules": 0, "answers": null, "sent_us": null, "acknowledged": []}, {"interchange": 4, "partner": "rhein", "direction": "in", "way": "http", "name": "http", "at_us": 1796072765367249, "digest": "572abcaaed551ded07db46697d8da2859589925b4412f33e4a7d21dc105675bd", "size": 370, "syntax": "edifact", "sender": "ZZ:RHEIN", "recipient": "ZZ:OURS", "reference": "4", "reference_old": "", "test": false, "state": "posted", "messages": 1, "message_names": "delfor", "schedules": 1, "answers": null, "sent_us": null, "acknowledged": []}, {"interchange": 3, "partner": "lakeside", "direction": "in", "way": "http", "name": "http", "at_us": 1796072765283212, "digest": "7ffb9fdf76b39f3dd590f46ee37355b0669c314f91cb0b7fb7531c93513a8eda", "size": 328, "syntax": "x12", "sender": "ZZ:LAKESIDE", "recipient": "ZZ:LINESIDE", "reference": "000000003", "reference_old": "", "test": false, "state": "posted", "messages": 1, "message_names": "x12_862", "schedules": 0, "answers": null, "sent_us": null, "acknowledged": []}, {"interchange": 2, "partner": "lakeside", "direction": "in", "way": "http", "name": "http", "at_us": 1796072765082739, "digest": "bfeac7c26bbdbba81e7c446853bae7c7225d8cad36921ecefee7248249c842d2", "size": 372, "syntax": "x12", "sender": "ZZ:LAKESIDE", "recipient": "ZZ:LINESIDE", "reference": "000000002", "reference_old": "", "test": false, "state": "posted", "messages": 1, "message_names": "x12_862", "schedules": 1, "answers": null, "sent_us": null, "acknowledged": []}, {"interchange": 1, "partner": "lakeside", "direction": "in", "way": "http", "name": "http", "at_us": 1796072764636527, "digest": "587e863771f0cfad1853d39cdb4b07ab7515dbb788d6e94c5667ac047ef67aa2", "size": 371, "syntax": "x12", "sender": "ZZ:LAKESIDE", "recipient": "ZZ:LINESIDE", "reference": "000000001", "reference_old": "", "test": false, "state": "posted", "messages": 1, "message_names": "x12_862", "schedules": 1, "answers": null, "sent_us": null, "acknowledged": []}], "before": null}, "partners": [{"partner": "lakeside", "customer": "lakeside", "name": "Lakeside", "profile": {"ids": ["ZZ:LAKESIDE"], "own_ids": ["ZZ:LINESIDE"], "date_digits": 8, "messages": {"x12_862": {"versions": ["004010"]}}}, "way": "folder", "settings": {"host": "", "port": 22, "username": "", "key": "", "known_hosts": "", "inbound": "in", "outbound": "out", "claim": "rename", "zone": "UTC", "acknowledged_within_h": 0, "older_than_days": 0}, "answers": [], "active": true}, {"partner": "rhein", "customer": "rhein", "name": "Rhein", "profile": {"ids": ["RHEIN:ZZ", "ZZ:RHEIN", "RHEIN"]}, "way": "folder", "settings": {"host": "", "port": 22, "username": "", "key": "", "known_hosts": "", "inbound": "in", "outbound": "out", "claim": "rename", "zone": "UTC", "acknowledged_within_h": 0, "older_than_days": 0}, "answers": [], "active": true}], "customers": [{"customer": "lakeside", "name": "Lakeside", "currency": "EUR", "language": "en", "country": "", "subdivision": "", "zone": "UTC", "calendar": "", "division": "", "note": "", "identity": {"address": {"lines": [], "postcode": "", "city": "", "country": ""}, "tax_number": "", "gln": "", "duns": "", "contacts": []}, "sold_to": "", "invoice_to": "", "payer": "", "parent": "", "active": true, "windows": [], "plants": [], "version": 1}, {"customer": "rhein", "name": "Rhein", "currency": "EUR", "language": "en", "country": "", "subdivision": "", "zone": "UTC", "calendar": "", "division": "", "note": "", "identity": {"address": {"lines": [], "postcode": "", "city": "", "country": ""}, "tax_number": "", "gln": "", "duns": "", "contacts": []}, "sold_to": "", "invoice_to": "", "payer": "", "parent": "", "active": true, "windows": [], "plants": [], "version": 1}], "marriages": [{"marriage": 6, "node": "cell-a", "feed": "L1", "call_number": "C0001", "vin": "VXN00000000000001", "point_of_fit": "P17", "rack": "R-1-0001", "slot": 0, "family": "seat", "part": "P1", "serial": "S1", "lot": "", "piece": 1, "quantity": 1, "person": "p1", "workplace": "A1", "at_us": 1796072764428030, "divorced_by": null, "divorced_us": null, "divorce_reason": "", "back_us": null, "index": 0, "put_awaited": false, "put_us": null, "put_by": ""}], "people": [{"person": "ada", "name": "ada", "language": "", "roles": ["planner"], "active": true, "badge": "own", "password_set_us": 1796072742924651, "open_sessions": 0, "locked_until_us": null, "version": 2, "created_us": 1796072742924651, "changed_us": 1796072766322720, "changed_by": "the administrator"}, {"person": "eva", "name": "eva", "language": "", "roles": ["administrator"], "active": true, "badge": "", "password_set_us": 1796072734295496, "open_sessions": 0, "locked_until_us": null, "version": 1, "created_us": 1796072734295496, "changed_us": 1796072734295496, "changed_by": "command line"}, {"person": "uli", "name": "uli", "language": "", "roles": ["planner"], "active": true, "badge": "", "password_set_us": 1796072739277389, "open_sessions": 1, "locked_until_us": null, "version": 1, "created_us": 1796072739277389, "changed_us": 1796072739277389, "changed_by": "command line"}], "tokens": [{"token_id": "c91ee720c9f4", "role": "planner", "cell": "", "feed": "", "name": "the planner", "created_us": 1796072714891469, "expires_us": null, "revoked_us": null}, {"token_id": "b0c6db849c7b", "role": "shipping", "cell": "", "feed": "", "name": "the shipping", "created_us": 1796072718219622, "expires_us": null, "revoked_us": null}, {"token_id": "2c4afda3cd33", "role": "viewer", "cell": "", "feed": "", "name": "the viewer", "created_us": 1796072721836013, "expires_us": null, "revoked_us": null}, {"token_id": "599547b445c0", "role": "administrator", "cell": "", "feed": "", "name": "the administrator", "created_us": 1796072724779766, "expires_us": null, "revoked_us": null}, {"token_id": "6aacbdfba694", "role": "feed", "cell": "", "feed": "L1", "name": "", "created_us": 1796072727688203, "expires_us": null, "revoked_us": null}, {"token_id": "abe31e474162", "role": "cell", "cell": "cell-a", "feed": "", "name": "", "created_us": 1796072730887807, "expires_us": null, "revoked_us": null}]}
BEGIN TRANSACTION;
CREATE TABLE access_attempts (
	attempt INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	at_us INTEGER NOT NULL, 
	person TEXT NOT NULL, 
	source TEXT NOT NULL, 
	way TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	locked_until_us INTEGER
);
INSERT INTO "access_attempts" VALUES(1,1796072766350359,'uli','127.0.0.1','password','accepted',NULL);
INSERT INTO "access_attempts" VALUES(2,1796072767387069,'ada','127.0.0.1','second','accepted',NULL);
CREATE TABLE access_enrolments (
	enrolment INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	code_hash TEXT NOT NULL, 
	cell TEXT NOT NULL, 
	created_us INTEGER NOT NULL, 
	created_by TEXT NOT NULL, 
	expires_us INTEGER NOT NULL, 
	used_us INTEGER, 
	used_from TEXT NOT NULL, 
	token_id TEXT NOT NULL, 
	CONSTRAINT uq_access_enrolments_code_hash UNIQUE (code_hash)
);
CREATE TABLE access_kept_forms (
	kept_hash TEXT NOT NULL, 
	person TEXT NOT NULL, 
	page TEXT NOT NULL, 
	action TEXT NOT NULL, 
	fields TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	CONSTRAINT pk_access_kept_forms PRIMARY KEY (kept_hash)
);
CREATE TABLE access_passwords (
	person TEXT NOT NULL, 
	salt BLOB NOT NULL, 
	hash BLOB NOT NULL, 
	cost INTEGER NOT NULL, 
	block INTEGER NOT NULL, 
	parallel INTEGER NOT NULL, 
	CONSTRAINT pk_access_passwords PRIMARY KEY (person), 
	CONSTRAINT fk_access_passwords_person FOREIGN KEY(person) REFERENCES access_people (person)
);
INSERT INTO "access_passwords" VALUES('eva',X'47E0B7862AD8C463B99A6150042E4611',X'21A2C3D01B4C6D4AD25E34E18284D1DE30242BA4B593FB966A1B205ACB1AB9B3',32768,8,3);
INSERT INTO "access_passwords" VALUES('uli',X'22C42B3075B7FBFE3F7BE429B523AE81',X'5A3B7E9C6B75A879A0C5026A673B2824875556A69D6715E491BE6DFEA9D00E59',32768,8,3);
INSERT INTO "access_passwords" VALUES('ada',X'5D7E205E27F96641A115DF12AFAC782A',X'72C4AE6ED192629761C0D32940239F970244FA155832973F4E197F3724F0C291',32768,8,3);
CREATE TABLE access_people (
	person TEXT NOT NULL, 
	name TEXT NOT NULL, 
	language TEXT NOT NULL, 
	badge_hash TEXT, 
	password_set_us INTEGER, 
	active INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	created_us INTEGER NOT NULL, 
	changed_us INTEGER NOT NULL, 
	changed_by TEXT NOT NULL, 
	CONSTRAINT pk_access_people PRIMARY KEY (person), 
	CONSTRAINT uq_access_people_badge_hash UNIQUE (badge_hash)
);
INSERT INTO "access_people" VALUES('eva','eva','',NULL,1796072734295496,1,1,1796072734295496,1796072734295496,'command line');
INSERT INTO "access_people" VALUES('uli','uli','',NULL,1796072739277389,1,1,1796072739277389,1796072739277389,'command line');
INSERT INTO "access_people" VALUES('ada','ada','','8c58184b:ffd4a53f5c8394205d190d7b5119cec2d7948e6ed8009705cfae540b32f10444',1796072742924651,1,2,1796072742924651,1796072766322720,'the administrator');
CREATE TABLE access_person_roles (
	person TEXT NOT NULL, 
	role TEXT NOT NULL, 
	since_us INTEGER NOT NULL, 
	given_by TEXT NOT NULL, 
	CONSTRAINT pk_access_person_roles PRIMARY KEY (person, role), 
	CONSTRAINT fk_access_person_roles_person FOREIGN KEY(person) REFERENCES access_people (person)
);
INSERT INTO "access_person_roles" VALUES('eva','administrator',1796072734295496,'command line');
INSERT INTO "access_person_roles" VALUES('uli','planner',1796072739277389,'command line');
INSERT INTO "access_person_roles" VALUES('ada','planner',1796072742924651,'command line');
CREATE TABLE access_sessions (
	session_hash TEXT NOT NULL, 
	person TEXT NOT NULL, 
	token_id TEXT NOT NULL, 
	way TEXT NOT NULL, 
	source TEXT NOT NULL, 
	opened_us INTEGER NOT NULL, 
	seen_us INTEGER NOT NULL, 
	expires_us INTEGER NOT NULL, 
	closed_us INTEGER, 
	closing TEXT NOT NULL, 
	CONSTRAINT pk_access_sessions PRIMARY KEY (session_hash)
);
INSERT INTO "access_sessions" VALUES('9fb68e1bfe3a2b6ab2c81c73c6557ec863d48dad506bef9d61d9ac6867170bec','uli','','password','127.0.0.1',1796072766350359,1796072766350359,1796115966350359,NULL,'');
CREATE TABLE access_tokens (
	token_id TEXT NOT NULL, 
	secret_hash TEXT NOT NULL, 
	role TEXT NOT NULL, 
	cell TEXT NOT NULL, 
	feed TEXT NOT NULL, 
	name TEXT NOT NULL, 
	created_us INTEGER NOT NULL, 
	expires_us INTEGER, 
	revoked_us INTEGER, 
	CONSTRAINT pk_access_tokens PRIMARY KEY (token_id)
);
INSERT INTO "access_tokens" VALUES('c91ee720c9f4','744a2ed8ae2120e5d4f886a61975e2e452edc89fd236aa041df43270e4a1c4cb','planner','','','the planner',1796072714891469,NULL,NULL);
INSERT INTO "access_tokens" VALUES('b0c6db849c7b','8e2bd4e7a8a34d8a2a01b1f5faf85ab2488f241409fff728fc624f3223e77d3d','shipping','','','the shipping',1796072718219622,NULL,NULL);
INSERT INTO "access_tokens" VALUES('2c4afda3cd33','fe199bd71dadb6ce209d1d7a1bf759c1dde07d32404f09038b2217d6a47519bf','viewer','','','the viewer',1796072721836013,NULL,NULL);
INSERT INTO "access_tokens" VALUES('599547b445c0','4fd4fa5700d6035b5e5976d5523fd2448ac58ddfa02290f62da1ca92ed2fbd9a','administrator','','','the administrator',1796072724779766,NULL,NULL);
INSERT INTO "access_tokens" VALUES('6aacbdfba694','8c280e3c82dd621c0309aaae5a2939de7e8fa27d05bff697b7fc2e2c41186530','feed','','L1','',1796072727688203,NULL,NULL);
INSERT INTO "access_tokens" VALUES('abe31e474162','bcc3e4821804692a2bae6a083efce7eca35b2ee81468686e1d3d828509ebca8c','cell','cell-a','','',1796072730887807,NULL,NULL);
CREATE TABLE agreements (
	agreement TEXT NOT NULL, 
	customer TEXT NOT NULL, 
	plant TEXT NOT NULL, 
	currency TEXT NOT NULL, 
	division TEXT NOT NULL, 
	terms TEXT NOT NULL, 
	state TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	note TEXT NOT NULL, 
	changed_us INTEGER NOT NULL, 
	changed_by TEXT NOT NULL, points TEXT DEFAULT '[]' NOT NULL, 
	CONSTRAINT pk_agreements PRIMARY KEY (agreement)
);
INSERT INTO "agreements" VALUES('LK-1','lakeside','','EUR','','{"reconcile":"no_reconcile","reconcile_run":"scheduled","match_required":"not_required","backorders":"ignore_in_reconcile","tolerance_check":"automatic","tolerance_method":"cumulative","tolerance_template":[{"name":"six weeks","length":{"count":6,"unit":"weeks"},"minus_percent":"10","plus_percent":"20"}],"limit":"within","approval":"auto","release":"automatic","references":"do_not_use_references","po_information":"do_not_use_po_information","order_creation":"create_on_demand","closed_days":"keep","deliver_authorisation":"both","plan_consumption":"partial","plan_forecast":"unauthorised_only","forecast_spread":"no_spread","line_types":[],"cum_count":"part","returns":"keep_cum","year_change":"announced","retro_price":"despatch_date","quantum":"1","note_numbers":"any"}','active',1,'',1796072748018731,'command line','[]');
INSERT INTO "agreements" VALUES('RH-1','rhein','','EUR','','{"reconcile":"no_reconcile","reconcile_run":"scheduled","match_required":"not_required","backorders":"ignore_in_reconcile","tolerance_check":"no_check","tolerance_method":"cumulative","tolerance_template":[],"limit":"within","approval":"auto","release":"automatic","references":"do_not_use_references","po_information":"do_not_use_po_information","order_creation":"create_on_demand","closed_days":"keep","deliver_authorisation":"both","plan_consumption":"partial","plan_forecast":"unauthorised_only","forecast_spread":"no_spread","line_types":[],"cum_count":"part","returns":"keep_cum","year_change":"announced","retro_price":"despatch_date","quantum":"1","note_numbers":"any"}','active',1,'',1796072748018731,'command line','[]');
CREATE TABLE agreements_amendments (
	seq INTEGER NOT NULL, 
	agreement TEXT NOT NULL, 
	what TEXT NOT NULL, 
	was TEXT NOT NULL, 
	now TEXT NOT NULL, 
	who TEXT NOT NULL, 
	why TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	CONSTRAINT pk_agreements_amendments PRIMARY KEY (seq)
);
INSERT INTO "agreements_amendments" VALUES(1,'LK-1','agreement','{}','{"agreement":"LK-1"}','command line','agreed',1796072748018731);
INSERT INTO "agreements_amendments" VALUES(2,'LK-1','part','{}','{"part":"LM-1","our_part":"","description":"","unit":"EA","active":true}','command line','agreed',1796072748018731);
INSERT INTO "agreements_amendments" VALUES(3,'LK-1','part','{}','{"part":"LM-2","our_part":"","description":"","unit":"EA","active":true}','command line','agreed',1796072748018731);
INSERT INTO "agreements_amendments" VALUES(4,'RH-1','agreement','{}','{"agreement":"RH-1"}','command line','agreed',1796072748018731);
INSERT INTO "agreements_amendments" VALUES(5,'RH-1','part','{}','{"part":"4711","our_part":"","description":"","unit":"PCE","active":true}','command line','agreed',1796072748018731);
CREATE TABLE agreements_parts (
	agreement TEXT NOT NULL, 
	part TEXT NOT NULL, 
	our_part TEXT NOT NULL, 
	description TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	active BOOLEAN NOT NULL, terms TEXT DEFAULT '{}' NOT NULL, 
	CONSTRAINT pk_agreements_parts PRIMARY KEY (agreement, part)
);
INSERT INTO "agreements_parts" VALUES('LK-1','LM-1','','','EA',1,'{}');
INSERT INTO "agreements_parts" VALUES('LK-1','LM-2','','','EA',1,'{}');
INSERT INTO "agreements_parts" VALUES('RH-1','4711','','','PCE',1,'{}');
CREATE TABLE "agreements_prices" (
	agreement TEXT NOT NULL, 
	part TEXT NOT NULL, 
	entered INTEGER NOT NULL, 
	valid_from DATE NOT NULL, 
	quantity_from INTEGER NOT NULL, 
	"each" INTEGER NOT NULL, 
	currency TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	who TEXT NOT NULL, 
	CONSTRAINT pk_agreements_prices PRIMARY KEY (agreement, part, entered), 
	CONSTRAINT ck_agreements_prices_quantity_from CHECK ("quantity_from" = CAST("quantity_from" AS BIGINT) AND "quantity_from" >= 0), 
	CONSTRAINT ck_agreements_prices_each CHECK ("each" = CAST("each" AS BIGINT) AND "each" >= 0)
);
CREATE TABLE "agreements_years" (
	agreement TEXT NOT NULL, 
	name TEXT NOT NULL, 
	first DATE NOT NULL, 
	last DATE NOT NULL, 
	quantity INTEGER, 
	CONSTRAINT pk_agreements_years PRIMARY KEY (agreement, name), 
	CONSTRAINT ck_agreements_years_quantity CHECK ("quantity" = CAST("quantity" AS BIGINT) AND "quantity" >= 0)
);
CREATE TABLE alarms_seen (
	alarm INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	node TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	level TEXT NOT NULL, 
	text TEXT NOT NULL, 
	seen_us INTEGER NOT NULL, 
	taken_by TEXT DEFAULT '' NOT NULL, 
	taken_us INTEGER, 
	over_us INTEGER, name TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY (alarm)
);
CREATE TABLE alarms_sendings (
	sending INTEGER NOT NULL, 
	alarm INTEGER NOT NULL, 
	rule TEXT NOT NULL, 
	step INTEGER NOT NULL, 
	way TEXT NOT NULL, 
	recipients TEXT NOT NULL, 
	over BOOLEAN NOT NULL, 
	state TEXT NOT NULL, 
	due_us INTEGER NOT NULL, 
	next_us INTEGER NOT NULL, 
	tries INTEGER NOT NULL, 
	sent_us INTEGER, 
	failure TEXT NOT NULL, 
	PRIMARY KEY (sending)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0044');
CREATE TABLE audit_changes (
	change INTEGER NOT NULL, 
	at_us INTEGER NOT NULL, 
	who TEXT NOT NULL, 
	why TEXT NOT NULL, 
	object TEXT NOT NULL, 
	action TEXT NOT NULL, 
	"before" TEXT, 
	"after" TEXT, 
	CONSTRAINT pk_audit_changes PRIMARY KEY (change)
);
INSERT INTO "audit_changes" VALUES(1,1796072714942005,'lineside','','access_tokens:c91ee720c9f4','insert',NULL,'{"token_id":"c91ee720c9f4","secret_hash":"kept","role":"planner","cell":"","feed":"","name":"the planner","created_us":1796072714891469,"expires_us":null,"revoked_us":null}');
INSERT INTO "audit_changes" VALUES(2,1796072718251985,'lineside','','access_tokens:b0c6db849c7b','insert',NULL,'{"token_id":"b0c6db849c7b","secret_hash":"kept","role":"shipping","cell":"","feed":"","name":"the shipping","created_us":1796072718219622,"expires_us":null,"revoked_us":null}');
INSERT INTO "audit_changes" VALUES(3,1796072721874013,'lineside','','access_tokens:2c4afda3cd33','insert',NULL,'{"token_id":"2c4afda3cd33","secret_hash":"kept","role":"viewer","cell":"","feed":"","name":"the viewer","created_us":1796072721836013,"expires_us":null,"revoked_us":null}');
INSERT INTO "audit_changes" VALUES(4,1796072724803991,'lineside','','access_tokens:599547b445c0','insert',NULL,'{"token_id":"599547b445c0","secret_hash":"kept","role":"administrator","cell":"","feed":"","name":"the administrator","created_us":1796072724779766,"expires_us":null,"revoked_us":null}');
INSERT INTO "audit_changes" VALUES(5,1796072727713008,'lineside','','access_tokens:6aacbdfba694','insert',NULL,'{"token_id":"6aacbdfba694","secret_hash":"kept","role":"feed","cell":"","feed":"L1","name":"","created_us":1796072727688203,"expires_us":null,"revoked_us":null}');
INSERT INTO "audit_changes" VALUES(6,1796072730933992,'lineside','','access_tokens:abe31e474162','insert',NULL,'{"token_id":"abe31e474162","secret_hash":"kept","role":"cell","cell":"cell-a","feed":"","name":"","created_us":1796072730887807,"expires_us":null,"revoked_us":null}');
INSERT INTO "audit_changes" VALUES(7,1796072735011983,'command line','','access_people:eva','insert',NULL,'{"person":"eva","name":"eva","language":"","badge_hash":"kept","password_set_us":1796072734295496,"active":1,"version":1,"created_us":1796072734295496,"changed_us":1796072734295496,"changed_by":"command line"}');
INSERT INTO "audit_changes" VALUES(8,1796072735012988,'command line','','access_person_roles:eva/administrator','insert',NULL,'{"person":"eva","role":"administrator","since_us":1796072734295496,"given_by":"command line"}');
INSERT INTO "audit_changes" VALUES(9,1796072740072989,'command line','','access_people:uli','insert',NULL,'{"person":"uli","name":"uli","language":"","badge_hash":"kept","password_set_us":1796072739277389,"active":1,"version":1,"created_us":1796072739277389,"changed_us":1796072739277389,"changed_by":"command line"}');
INSERT INTO "audit_changes" VALUES(10,1796072740076007,'command line','','access_person_roles:uli/planner','insert',NULL,'{"person":"uli","role":"planner","since_us":1796072739277389,"given_by":"command line"}');
INSERT INTO "audit_changes" VALUES(11,1796072744055989,'command line','','access_people:ada','insert',NULL,'{"person":"ada","name":"ada","language":"","badge_hash":"kept","password_set_us":1796072742924651,"active":1,"version":1,"created_us":1796072742924651,"changed_us":1796072742924651,"changed_by":"command line"}');
INSERT INTO "audit_changes" VALUES(12,1796072744056995,'command line','','access_person_roles:ada/planner','insert',NULL,'{"person":"ada","role":"planner","since_us":1796072742924651,"given_by":"command line"}');
INSERT INTO "audit_changes" VALUES(13,1796072748964995,'command line','agreed','partners_currencies:EUR','insert',NULL,'{"currency":"EUR","digits":2,"name":""}');
INSERT INTO "audit_changes" VALUES(14,1796072749004987,'command line','agreed','partners_customers:lakeside','insert',NULL,'{"customer":"lakeside","name":"Lakeside","currency":"EUR","language":"en","country":"","subdivision":"","zone":"UTC","calendar":"","division":"","note":"","active":1,"version":1,"changed_us":1796072748018731,"changed_by":"command line","address_lines":"","postcode":"","city":"","address_country":"","tax_number":"","gln":"","duns":"","sold_to":"","invoice_to":"","payer":"","parent":""}');
INSERT INTO "audit_changes" VALUES(15,1796072749026994,'command line','agreed','partners_customers:rhein','insert',NULL,'{"customer":"rhein","name":"Rhein","currency":"EUR","language":"en","country":"","subdivision":"","zone":"UTC","calendar":"","division":"","note":"","active":1,"version":1,"changed_us":1796072748018731,"changed_by":"command line","address_lines":"","postcode":"","city":"","address_country":"","tax_number":"","gln":"","duns":"","sold_to":"","invoice_to":"","payer":"","parent":""}');
INSERT INTO "audit_changes" VALUES(16,1796072750761002,'command line','agreed','agreements:LK-1','insert',NULL,'{"agreement":"LK-1","customer":"lakeside","plant":"","points":"[]","currency":"EUR","division":"","terms":"{\"reconcile\":\"no_reconcile\",\"reconcile_run\":\"scheduled\",\"match_required\":\"not_required\",\"backorders\":\"ignore_in_reconcile\",\"tolerance_check\":\"automatic\",\"tolerance_method\":\"cumulative\",\"tolerance_template\":[{\"name\":\"six weeks\",\"length\":{\"count\":6,\"unit\":\"weeks\"},\"minus_percent\":\"10\",\"plus_percent\":\"20\"}],\"limit\":\"within\",\"approval\":\"auto\",\"release\":\"automatic\",\"references\":\"do_not_use_references\",\"po_information\":\"do_not_use_po_information\",\"order_creation\":\"create_on_demand\",\"closed_days\":\"keep\",\"deliver_authorisation\":\"both\",\"plan_consumption\":\"partial\",\"plan_forecast\":\"unauthorised_only\",\"forecast_spread\":\"no_spread\",\"line_types\":[],\"cum_count\":\"part\",\"returns\":\"keep_cum\",\"year_change\":\"announced\",\"retro_price\":\"despatch_date\",\"quantum\":\"1\",\"note_numbers\":\"any\"}","state":"active","version":1,"note":"","changed_us":1796072748018731,"changed_by":"command line"}');
INSERT INTO "audit_changes" VALUES(17,1796072750768002,'command line','agreed','agreements_parts:LK-1/LM-1','insert',NULL,'{"agreement":"LK-1","part":"LM-1","our_part":"","description":"","unit":"EA","active":1,"terms":"{}"}');
INSERT INTO "audit_changes" VALUES(18,1796072750768002,'command line','agreed','agreements_parts:LK-1/LM-2','insert',NULL,'{"agreement":"LK-1","part":"LM-2","our_part":"","description":"","unit":"EA","active":1,"terms":"{}"}');
INSERT INTO "audit_changes" VALUES(19,1796072750775003,'command line','agreed','agreements_amendments:1','insert',NULL,'{"seq":1,"agreement":"LK-1","what":"agreement","was":"{}","now":"{\"agreement\":\"LK-1\"}","who":"command line","why":"agreed","at_us":1796072748018731}');
INSERT INTO "audit_changes" VALUES(20,1796072750775003,'command line','agreed','agreements_amendments:2','insert',NULL,'{"seq":2,"agreement":"LK-1","what":"part","was":"{}","now":"{\"part\":\"LM-1\",\"our_part\":\"\",\"description\":\"\",\"unit\":\"EA\",\"active\":true}","who":"command line","why":"agreed","at_us":1796072748018731}');
INSERT INTO "audit_changes" VALUES(21,1796072750775003,'command line','agreed','agreements_amendments:3','insert',NULL,'{"seq":3,"agreement":"LK-1","what":"part","was":"{}","now":"{\"part\":\"LM-2\",\"our_part\":\"\",\"description\":\"\",\"unit\":\"EA\",\"active\":true}","who":"command line","why":"agreed","at_us":1796072748018731}');
INSERT INTO "audit_changes" VALUES(22,1796072750791981,'command line','agreed','agreements:RH-1','insert',NULL,'{"agreement":"RH-1","customer":"rhein","plant":"","points":"[]","currency":"EUR","division":"","terms":"{\"reconcile\":\"no_reconcile\",\"reconcile_run\":\"scheduled\",\"match_required\":\"not_required\",\"backorders\":\"ignore_in_reconcile\",\"tolerance_check\":\"no_check\",\"tolerance_method\":\"cumulative\",\"tolerance_template\":[],\"limit\":\"within\",\"approval\":\"auto\",\"release\":\"automatic\",\"references\":\"do_not_use_references\",\"po_information\":\"do_not_use_po_information\",\"order_creation\":\"create_on_demand\",\"closed_days\":\"keep\",\"deliver_authorisation\":\"both\",\"plan_consumption\":\"partial\",\"plan_forecast\":\"unauthorised_only\",\"forecast_spread\":\"no_spread\",\"line_types\":[],\"cum_count\":\"part\",\"returns\":\"keep_cum\",\"year_change\":\"announced\",\"retro_price\":\"despatch_date\",\"quantum\":\"1\",\"note_numbers\":\"any\"}","state":"active","version":1,"note":"","changed_us":1796072748018731,"changed_by":"command line"}');
INSERT INTO "audit_changes" VALUES(23,1796072750792987,'command line','agreed','agreements_parts:RH-1/4711','insert',NULL,'{"agreement":"RH-1","part":"4711","our_part":"","description":"","unit":"PCE","active":1,"terms":"{}"}');
INSERT INTO "audit_changes" VALUES(24,1796072750796005,'command line','agreed','agreements_amendments:4','insert',NULL,'{"seq":4,"agreement":"RH-1","what":"agreement","was":"{}","now":"{\"agreement\":\"RH-1\"}","who":"command line","why":"agreed","at_us":1796072748018731}');
INSERT INTO "audit_changes" VALUES(25,1796072750796005,'command line','agreed','agreements_amendments:5','insert',NULL,'{"seq":5,"agreement":"RH-1","what":"part","was":"{}","now":"{\"part\":\"4711\",\"our_part\":\"\",\"description\":\"\",\"unit\":\"PCE\",\"active\":true}","who":"command line","why":"agreed","at_us":1796072748018731}');
INSERT INTO "audit_changes" VALUES(26,1796072750812983,'command line','agreed','edi_partners:lakeside','insert',NULL,'{"partner":"lakeside","customer":"lakeside","name":"Lakeside","profile":"{\"ids\":[\"ZZ:LAKESIDE\"],\"own_ids\":[\"ZZ:LINESIDE\"],\"date_digits\":8,\"messages\":{\"x12_862\":{\"versions\":[\"004010\"]}}}","way":"folder","settings":"{\"host\":\"\",\"port\":22,\"username\":\"\",\"key\":\"\",\"known_hosts\":\"\",\"inbound\":\"in\",\"outbound\":\"out\",\"claim\":\"rename\",\"zone\":\"UTC\",\"acknowledged_within_h\":0,\"older_than_days\":0}","answers":"[]","active":1,"changed_us":1796072748018731,"changed_by":"command line"}');
INSERT INTO "audit_changes" VALUES(27,1796072750816001,'command line','agreed','edi_partners:rhein','insert',NULL,'{"partner":"rhein","customer":"rhein","name":"Rhein","profile":"{\"ids\":[\"RHEIN:ZZ\",\"ZZ:RHEIN\",\"RHEIN\"]}","way":"folder","settings":"{\"host\":\"\",\"port\":22,\"username\":\"\",\"key\":\"\",\"known_hosts\":\"\",\"inbound\":\"in\",\"outbound\":\"out\",\"claim\":\"rename\",\"zone\":\"UTC\",\"acknowledged_within_h\":0,\"older_than_days\":0}","answers":"[]","active":1,"changed_us":1796072748018731,"changed_by":"command line"}');
INSERT INTO "audit_changes" VALUES(28,1796072764798987,'the planner','','releases_schedules:1','insert',NULL,'{"schedule":1,"agreement":"LK-1","customer":"lakeside","plant":"FLT","part":"LM-1","unloading_point":"","kind":"call_off","number":"C1","previous_number":"","issued_on":"2026-11-29","first_day":"2026-11-29","until_day":"2027-01-29","received_us":1796072764636527,"interchange":1,"message":1,"partner":"lakeside","state":"received","waits":"[]","received_cum":null,"counted_since":null,"last_note":"","authorisations":"[]","owner":"","viewed_us":null,"viewed_by":"","changed_us":1796072764636527,"version":1,"previous":null,"due":1,"terms_version":1,"lines":3,"entered_by":""}');
INSERT INTO "audit_changes" VALUES(29,1796072764800998,'the planner','','releases_steps:1/1','insert',NULL,'{"schedule":1,"seq":1,"at_us":1796072764636527,"step":"receive","from_state":"","to_state":"received","who":"the planner","why":"","reasons":"[]"}');
INSERT INTO "audit_changes" VALUES(30,1796072764961005,'lineside','','orders_lines:1','insert',NULL,'{"line":1,"agreement":"LK-1","customer":"lakeside","plant":"","part":"LM-1","unloading_point":"","on_day":"2026-12-05","due_on":"2026-12-05","at_time":"","until_time":"","quantity":"100","despatched":"0","awaiting":"0","picked":0,"state":"open","purchase_order":"","reference":"","schedule":1,"kind":"call_off","changed_us":1796072764849882}');
INSERT INTO "audit_changes" VALUES(31,1796072764961005,'lineside','','orders_lines:2','insert',NULL,'{"line":2,"agreement":"LK-1","customer":"lakeside","plant":"","part":"LM-1","unloading_point":"","on_day":"2026-12-08","due_on":"2026-12-08","at_time":"","until_time":"","quantity":"100","despatched":"0","awaiting":"0","picked":0,"state":"open","purchase_order":"","reference":"","schedule":1,"kind":"call_off","changed_us":1796072764849882}');
INSERT INTO "audit_changes" VALUES(32,1796072764961005,'lineside','','orders_lines:3','insert',NULL,'{"line":3,"agreement":"LK-1","customer":"lakeside","plant":"","part":"LM-1","unloading_point":"","on_day":"2026-12-12","due_on":"2026-12-12","at_time":"","until_time":"","quantity":"100","despatched":"0","awaiting":"0","picked":0,"state":"open","purchase_order":"","reference":"","schedule":1,"kind":"call_off","changed_us":1796072764849882}');
INSERT INTO "audit_changes" VALUES(33,1796072765003009,'lineside','','releases_steps:1/2','insert',NULL,'{"schedule":1,"seq":2,"at_us":1796072764849882,"step":"reconcile","from_state":"received","to_state":"reconciled","who":"lineside","why":"","reasons":"[{\"code\":\"reconcile.off\",\"template\":\"the agreement does not reconcile: lines stay as sent\",\"figures\":{},\"quantities\":[]},{\"code\":\"closed.weekday\",\"template\":\"line {number}: {quantity} on {on}, a day of the week that the customer is shut\",\"figures\":{\"number\":\"1\",\"quantity\":\"100\",\"on\":\"2026-12-05\"},\"quantities\":[\"quantity\"]},{\"code\":\"closed.weekday\",\"template\":\"line {number}: {quantity} on {on}, a day of the week that the customer is shut\",\"figures\":{\"number\":\"3\",\"quantity\":\"100\",\"on\":\"2026-12-12\"},\"quantities\":[\"quantity\"]}]"}');
INSERT INTO "audit_changes" VALUES(34,1796072765003009,'lineside','','releases_steps:1/3','insert',NULL,'{"schedule":1,"seq":3,"at_us":1796072764849882,"step":"check_tolerance","from_state":"reconciled","to_state":"in_tolerance","who":"lineside","why":"","reasons":"[{\"code\":\"tolerance.first\",\"template\":\"no schedule before it: nothing to compare\",\"figures\":{},\"quantities\":[]}]"}');
INSERT INTO "audit_changes" VALUES(35,1796072765003009,'lineside','','releases_steps:1/4','insert',NULL,'{"schedule":1,"seq":4,"at_us":1796072764849882,"step":"approve","from_state":"in_tolerance","to_state":"approved","who":"lineside","why":"","reasons":"[{\"code\":\"flow.approved_by_agreement\",\"template\":\"approved by the agreement: {approval}\",\"figures\":{\"approval\":\"auto\"},\"quantities\":[]}]"}');
INSERT INTO "audit_changes" VALUES(36,1796072765003009,'lineside','','releases_steps:1/5','insert',NULL,'{"schedule":1,"seq":5,"at_us":1796072764849882,"step":"release","from_state":"approved","to_state":"released","who":"lineside","why":"","reasons":"[{\"code\":\"flow.written\",\"template\":\"{created} order lines made, {rewritten} rewritten, {taken_out} taken out, {forecasts} forecasts\",\"figures\":{\"created\":\"3\",\"rewritten\":\"0\",\"taken_out\":\"0\",\"forecasts\":\"0\"},\"quantities\":[]}]"}');
INSERT INTO "audit_changes" VALUES(37,1796072765004980,'lineside','','releases_schedules:1','update','{"schedule":1,"agreement":"LK-1","customer":"lakeside","plant":"FLT","part":"LM-1","unloading_point":"","kind":"call_off","number":"C1","previous_number":"","issued_on":"2026-11-29","first_day":"2026-11-29","until_day":"2027-01-29","received_us":1796072764636527,"interchange":1,"message":1,"partner":"lakeside","state":"received","waits":"[]","received_cum":null,"counted_since":null,"last_note":"","authorisations":"[]","owner":"","viewed_us":null,"viewed_by":"","changed_us":1796072764636527,"version":1,"previous":null,"due":1,"terms_version":1,"lines":3,"entered_by":""}','{"schedule":1,"agreement":"LK-1","customer":"lakeside","plant":"FLT","part":"LM-1","unloading_point":"","kind":"call_off","number":"C1","previous_number":"","issued_on":"2026-11-29","first_day":"2026-11-29","until_day":"2027-01-29","received_us":1796072764636527,"interchange":1,"message":1,"partner":"lakeside","state":"released","waits":"[]","received_cum":null,"counted_since":null,"last_note":"","authorisations":"[]","owner":"","viewed_us":null,"viewed_by":"","changed_us":1796072764849882,"version":5,"previous":null,"due":0,"terms_version":1,"lines":3,"entered_by":""}');
INSERT INTO "audit_changes" VALUES(38,1796072765126001,'the planner','','releases_schedules:2','insert',NULL,'{"schedule":2,"agreement":"LK-1","customer":"lakeside","plant":"FLT","part":"LM-1","unloading_point":"","kind":"call_off","number":"C2","previous_number":"","issued_on":"2026-11-29","first_day":"2026-11-29","until_day":"2027-01-29","received_us":1796072765082739,"interchange":2,"message":1,"partner":"lakeside","state":"received","waits":"[]","received_cum":null,"counted_since":null,"last_note":"","authorisations":"[]","owner":"","viewed_us":null,"viewed_by":"","changed_us":1796072765082739,"version":1,"previous":1,"due":1,"terms_version":1,"lines":3,"entered_by":""}');
INSERT INTO "audit_changes" VALUES(39,1796072765129985,'the planner','','releases_steps:2/1','insert',NULL,'{"schedule":2,"seq":1,"at_us":1796072765082739,"step":"receive","from_state":"","to_state":"received","who":"the planner","why":"","reasons":"[]"}');
INSERT INTO "audit_changes" VALUES(40,1796072765197013,'lineside','','releases_steps:2/2','insert',NULL,'{"schedule":2,"seq":2,"at_us":1796072765152127,"step":"reconcile","from_state":"received","to_state":"reconciled","who":"lineside","why":"","reasons":"[{\"code\":\"reconcile.off\",\"template\":\"the agreement does not reconcile: lines stay as sent\",\"figures\":{},\"quantities\":[]},{\"code\":\"closed.weekday\",\"template\":\"line {number}: {quantity} on {on}, a day of the week that the customer is shut\",\"figures\":{\"number\":\"1\",\"quantity\":\"100\",\"on\":\"2026-12-05\"},\"quantities\":[\"quantity\"]},{\"code\":\"closed.weekday\",\"template\":\"line {number}: {quantity} on {on}, a day of the week that the customer is shut\",\"figures\":{\"number\":\"3\",\"quantity\":\"1250\",\"on\":\"2026-12-12\"},\"quantities\":[\"quantity\"]}]"}');
INSERT INTO "audit_changes" VALUES(41,1796072765197013,'lineside','','releases_steps:2/3','insert',NULL,'{"schedule":2,"seq":3,"at_us":1796072765152127,"step":"check_tolerance","from_state":"reconciled","to_state":"out_of_tolerance","who":"lineside","why":"","reasons":"[{\"code\":\"tolerance.out\",\"template\":\"{out} of {all} comparisons out of tolerance: the schedule is out\",\"figures\":{\"out\":\"2\",\"all\":\"3\"},\"quantities\":[]},{\"code\":\"tolerance.line_out\",\"template\":\"{horizon}, {first} to {last}: {old} -> {new}, {percent}, allowed -{minus} to +{plus} %\",\"figures\":{\"horizon\":\"six weeks\",\"first\":\"2026-12-08\",\"last\":\"2026-12-08\",\"old\":\"200\",\"new\":\"500\",\"percent\":\"+150.00 %\",\"minus\":\"10\",\"plus\":\"20\"},\"quantities\":[\"old\",\"new\",\"minus\",\"plus\"]},{\"code\":\"tolerance.line_out\",\"template\":\"{horizon}, {first} to {last}: {old} -> {new}, {percent}, allowed -{minus} to +{plus} %\",\"figures\":{\"horizon\":\"six weeks\",\"first\":\"2026-12-12\",\"last\":\"2026-12-12\",\"old\":\"300\",\"new\":\"1750\",\"percent\":\"+483.33 %\",\"minus\":\"10\",\"plus\":\"20\"},\"quantities\":[\"old\",\"new\",\"minus\",\"plus\"]}]"}');
INSERT INTO "audit_changes" VALUES(42,1796072765213991,'lineside','','releases_schedules:2','update','{"schedule":2,"agreement":"LK-1","customer":"lakeside","plant":"FLT","part":"LM-1","unloading_point":"","kind":"call_off","number":"C2","previous_number":"","issued_on":"2026-11-29","first_day":"2026-11-29","until_day":"2027-01-29","received_us":1796072765082739,"interchange":2,"message":1,"partner":"lakeside","state":"received","waits":"[]","received_cum":null,"counted_since":null,"last_note":"","authorisations":"[]","owner":"","viewed_us":null,"viewed_by":"","changed_us":1796072765082739,"version":1,"previous":1,"due":1,"terms_version":1,"lines":3,"entered_by":""}','{"schedule":2,"agreement":"LK-1","customer":"lakeside","plant":"FLT","part":"LM-1","unloading_point":"","kind":"call_off","number":"C2","previous_number":"","issued_on":"2026-11-29","first_day":"2026-11-29","until_day":"2027-01-29","received_us":1796072765082739,"interchange":2,"message":1,"partner":"lakeside","state":"out_of_tolerance","waits":"[{\"code\":\"tolerance.out\",\"template\":\"{out} of {all} comparisons out of tolerance: the schedule is out\",\"figures\":{\"out\":\"2\",\"all\":\"3\"},\"quantities\":[]},{\"code\":\"tolerance.line_out\",\"template\":\"{horizon}, {first} to {last}: {old} -> {new}, {percent}, allowed -{minus} to +{plus} %\",\"figures\":{\"horizon\":\"six weeks\",\"first\":\"2026-12-08\",\"last\":\"2026-12-08\",\"old\":\"200\",\"new\":\"500\",\"percent\":\"+150.00 %\",\"minus\":\"10\",\"plus\":\"20\"},\"quantities\":[\"old\",\"new\",\"minus\",\"plus\"]},{\"code\":\"tolerance.line_out\",\"template\":\"{horizon}, {first} to {last}: {old} -> {new}, {percent}, allowed -{minus} to +{plus} %\",\"figures\":{\"horizon\":\"six weeks\",\"first\":\"2026-12-12\",\"last\":\"2026-12-12\",\"old\":\"300\",\"new\":\"1750\",\"percent\":\"+483.33 %\",\"minus\":\"10\",\"plus\":\"20\"},\"quantities\":[\"old\",\"new\",\"minus\",\"plus\"]},{\"code\":\"step.approve_by_hand\",\"template\":\"is out of tolerance: a person approves it\",\"figures\":{},\"quantities\":[]}]","received_cum":null,"counted_since":null,"last_note":"","authorisations":"[]","owner":"","viewed_us":null,"viewed_by":"","changed_us":1796072765152127,"version":3,"previous":1,"due":0,"terms_version":1,"lines":3,"entered_by":""}');
INSERT INTO "audit_changes" VALUES(43,1796072765308982,'the planner','','releases_unprocessed:1','insert',NULL,'{"entry":1,"interchange":3,"message":1,"partner":"lakeside","customer":"lakeside","part":"NOBODY","what":"unknown_part","reasons":"[{\"code\":\"receive.unknown_part\",\"template\":\"part {part} is in no active agreement with {customer}\",\"figures\":{\"part\":\"NOBODY\",\"customer\":\"lakeside\"},\"quantities\":[]}]","opened_us":1796072765283212,"owner":"","closed_us":null,"closed_by":"","closing":"","why":""}');
INSERT INTO "audit_changes" VALUES(44,1796072765465006,'the planner','','releases_schedules:3','insert',NULL,'{"schedule":3,"agreement":"RH-1","customer":"rhein","plant":"","part":"4711","unloading_point":"","kind":"plan","number":"D1","previous_number":"","issued_on":"2026-11-29","first_day":"2026-11-29","until_day":null,"received_us":1796072765367249,"interchange":4,"message":1,"partner":"rhein","state":"received","waits":"[]","received_cum":"0","counted_since":null,"last_note":"","authorisations":"[]","owner":"","viewed_us":null,"viewed_by":"","changed_us":1796072765367249,"version":1,"previous":null,"due":1,"terms_version":1,"lines":4,"entered_by":""}');
INSERT INTO "audit_changes" VALUES(45,1796072765466012,'the planner','','releases_steps:3/1','insert',NULL,'{"schedule":3,"seq":1,"at_us":1796072765367249,"step":"receive","from_state":"","to_state":"received","who":"the planner","why":"","reasons":"[]"}');
INSERT INTO "audit_changes" VALUES(46,1796072765572992,'lineside','','orders_lines:4','insert',NULL,'{"line":4,"agreement":"RH-1","customer":"rhein","plant":"","part":"4711","unloading_point":"","on_day":"2026-12-04","due_on":"2026-12-04","at_time":"","until_time":"","quantity":"50","despatched":"0","awaiting":"0","picked":0,"state":"open","purchase_order":"","reference":"","schedule":3,"kind":"plan","changed_us":1796072765494971}');
INSERT INTO "audit_changes" VALUES(47,1796072765572992,'lineside','','orders_lines:5','insert',NULL,'{"line":5,"agreement":"RH-1","customer":"rhein","plant":"","part":"4711","unloading_point":"","on_day":"2026-12-06","due_on":"2026-12-06","at_time":"","until_time":"","quantity":"70","despatched":"0","awaiting":"0","picked":0,"state":"open","purchase_order":"","reference":"","schedule":3,"kind":"plan","changed_us":1796072765494971}');
INSERT INTO "audit_changes" VALUES(48,1796072765585987,'lineside','','releases_steps:3/2','insert',NULL,'{"schedule":3,"seq":2,"at_us":1796072765494971,"step":"reconcile","from_state":"received","to_state":"reconciled","who":"lineside","why":"","reasons":"[{\"code\":\"reconcile.off\",\"template\":\"the agreement does not reconcile: lines stay as sent\",\"figures\":{},\"quantities\":[]},{\"code\":\"closed.weekday\",\"template\":\"line {number}: {quantity} on {on}, a day of the week that the customer is shut\",\"figures\":{\"number\":\"2\",\"quantity\":\"70\",\"on\":\"2026-12-06\"},\"quantities\":[\"quantity\"]}]"}');
INSERT INTO "audit_changes" VALUES(49,1796072765585987,'lineside','','releases_steps:3/3','insert',NULL,'{"schedule":3,"seq":3,"at_us":1796072765494971,"step":"approve","from_state":"reconciled","to_state":"approved","who":"lineside","why":"","reasons":"[{\"code\":\"flow.approved_by_agreement\",\"template\":\"approved by the agreement: {approval}\",\"figures\":{\"approval\":\"auto\"},\"quantities\":[]}]"}');
INSERT INTO "audit_changes" VALUES(50,1796072765585987,'lineside','','releases_steps:3/4','insert',NULL,'{"schedule":3,"seq":4,"at_us":1796072765494971,"step":"release","from_state":"approved","to_state":"released","who":"lineside","why":"","reasons":"[{\"code\":\"flow.written\",\"template\":\"{created} order lines made, {rewritten} rewritten, {taken_out} taken out, {forecasts} forecasts\",\"figures\":{\"created\":\"2\",\"rewritten\":\"0\",\"taken_out\":\"0\",\"forecasts\":\"2\"},\"quantities\":[]}]"}');
INSERT INTO "audit_changes" VALUES(51,1796072765591016,'lineside','','releases_schedules:3','update','{"schedule":3,"agreement":"RH-1","customer":"rhein","plant":"","part":"4711","unloading_point":"","kind":"plan","number":"D1","previous_number":"","issued_on":"2026-11-29","first_day":"2026-11-29","until_day":null,"received_us":1796072765367249,"interchange":4,"message":1,"partner":"rhein","state":"received","waits":"[]","received_cum":"0","counted_since":null,"last_note":"","authorisations":"[]","owner":"","viewed_us":null,"viewed_by":"","changed_us":1796072765367249,"version":1,"previous":null,"due":1,"terms_version":1,"lines":4,"entered_by":""}','{"schedule":3,"agreement":"RH-1","customer":"rhein","plant":"","part":"4711","unloading_point":"","kind":"plan","number":"D1","previous_number":"","issued_on":"2026-11-29","first_day":"2026-11-29","until_day":null,"received_us":1796072765367249,"interchange":4,"message":1,"partner":"rhein","state":"released","waits":"[]","received_cum":"0","counted_since":null,"last_note":"","authorisations":"[]","owner":"","viewed_us":null,"viewed_by":"","changed_us":1796072765494971,"version":4,"previous":null,"due":0,"terms_version":1,"lines":4,"entered_by":""}');
INSERT INTO "audit_changes" VALUES(52,1796072765738994,'the shipping','','releases_movements:RH-1/4711/1','insert',NULL,'{"agreement":"RH-1","part":"4711","seq":1,"at_us":1796072765699668,"who":"the shipping","second_person":"","kind":"despatched","on_day":"2026-11-30","quantity":"50","note":"N1","unloading_point":"","point":"","happened_us":null,"side":"","why":"","synchronise_on":null,"execute_on":null,"interchange":null}');
INSERT INTO "audit_changes" VALUES(53,1796072765747000,'the shipping','','orders_lines:4','update','{"line":4,"agreement":"RH-1","customer":"rhein","plant":"","part":"4711","unloading_point":"","on_day":"2026-12-04","due_on":"2026-12-04","at_time":"","until_time":"","quantity":"50","despatched":"0","awaiting":"0","picked":0,"state":"open","purchase_order":"","reference":"","schedule":3,"kind":"plan","changed_us":1796072765494971}','{"line":4,"agreement":"RH-1","customer":"rhein","plant":"","part":"4711","unloading_point":"","on_day":"2026-12-04","due_on":"2026-12-04","at_time":"","until_time":"","quantity":"50","despatched":"50","awaiting":"0","picked":0,"state":"despatched","purchase_order":"","reference":"","schedule":3,"kind":"plan","changed_us":1796072765699668}');
INSERT INTO "audit_changes" VALUES(54,1796072765752995,'the shipping','','orders_notes:N1','insert',NULL,'{"note":"N1","customer":"rhein","plant":"","unloading_point":"","on_day":"2026-11-30","departed_us":null,"origin":"office","state":"posted","at_us":1796072765699668,"who":"the shipping","undone_us":null,"undone_by":"","why":"","version":1}');
INSERT INTO "audit_changes" VALUES(55,1796072765758989,'the shipping','','orders_note_lines:N1/RH-1/4711/4','insert',NULL,'{"note":"N1","agreement":"RH-1","part":"4711","line":4,"quantity":"50"}');
INSERT INTO "audit_changes" VALUES(56,1796072765803004,'the shipping','','releases_movements:RH-1/4711/2','insert',NULL,'{"agreement":"RH-1","part":"4711","seq":2,"at_us":1796072765781988,"who":"the shipping","second_person":"","kind":"despatched","on_day":"2026-11-30","quantity":"30","note":"N2","unloading_point":"","point":"","happened_us":null,"side":"","why":"","synchronise_on":null,"execute_on":null,"interchange":null}');
INSERT INTO "audit_changes" VALUES(57,1796072765804010,'the shipping','','orders_lines:5','update','{"line":5,"agreement":"RH-1","customer":"rhein","plant":"","part":"4711","unloading_point":"","on_day":"2026-12-06","due_on":"2026-12-06","at_time":"","until_time":"","quantity":"70","despatched":"0","awaiting":"0","picked":0,"state":"open","purchase_order":"","reference":"","schedule":3,"kind":"plan","changed_us":1796072765494971}','{"line":5,"agreement":"RH-1","customer":"rhein","plant":"","part":"4711","unloading_point":"","on_day":"2026-12-06","due_on":"2026-12-06","at_time":"","until_time":"","quantity":"70","despatched":"30","awaiting":"0","picked":0,"state":"open","purchase_order":"","reference":"","schedule":3,"kind":"plan","changed_us":1796072765781988}');
INSERT INTO "audit_changes" VALUES(58,1796072765805016,'the shipping','','orders_notes:N2','insert',NULL,'{"note":"N2","customer":"rhein","plant":"","unloading_point":"","on_day":"2026-11-30","departed_us":null,"origin":"office","state":"posted","at_us":1796072765781988,"who":"the shipping","undone_us":null,"undone_by":"","why":"","version":1}');
INSERT INTO "audit_changes" VALUES(59,1796072765810005,'the shipping','','orders_note_lines:N2/RH-1/4711/5','insert',NULL,'{"note":"N2","agreement":"RH-1","part":"4711","line":5,"quantity":"30"}');
INSERT INTO "audit_changes" VALUES(60,1796072765877999,'the shipping','no truck came','orders_lines:5','update','{"line":5,"agreement":"RH-1","customer":"rhein","plant":"","part":"4711","unloading_point":"","on_day":"2026-12-06","due_on":"2026-12-06","at_time":"","until_time":"","quantity":"70","despatched":"30","awaiting":"0","picked":0,"state":"open","purchase_order":"","reference":"","schedule":3,"kind":"plan","changed_us":1796072765781988}','{"line":5,"agreement":"RH-1","customer":"rhein","plant":"","part":"4711","unloading_point":"","on_day":"2026-12-06","due_on":"2026-12-06","at_time":"","until_time":"","quantity":"70","despatched":"0","awaiting":"0","picked":0,"state":"open","purchase_order":"","reference":"","schedule":3,"kind":"plan","changed_us":1796072765829228}');
INSERT INTO "audit_changes" VALUES(61,1796072765915013,'the shipping','no truck came','releases_movements:RH-1/4711/3','insert',NULL,'{"agreement":"RH-1","part":"4711","seq":3,"at_us":1796072765829228,"who":"the shipping","second_person":"","kind":"despatch_undone","on_day":"2026-11-30","quantity":null,"note":"N2","unloading_point":"","point":"","happened_us":null,"side":"","why":"no truck came","synchronise_on":null,"execute_on":null,"interchange":null}');
INSERT INTO "audit_changes" VALUES(62,1796072765929980,'the shipping','no truck came','orders_notes:N2','update','{"note":"N2","customer":"rhein","plant":"","unloading_point":"","on_day":"2026-11-30","departed_us":null,"origin":"office","state":"posted","at_us":1796072765781988,"who":"the shipping","undone_us":null,"undone_by":"","why":"","version":1}','{"note":"N2","customer":"rhein","plant":"","unloading_point":"","on_day":"2026-11-30","departed_us":null,"origin":"office","state":"undone","at_us":1796072765781988,"who":"the shipping","undone_us":1796072765829228,"undone_by":"the shipping","why":"no truck came","version":2}');
INSERT INTO "audit_changes" VALUES(63,1796072766089987,'the planner','','releases_movements:RH-1/4711/4','insert',NULL,'{"agreement":"RH-1","part":"4711","seq":4,"at_us":1796072765974958,"who":"the planner","second_person":"","kind":"received","on_day":"2026-11-30","quantity":"48","note":"N1","unloading_point":"","point":"","happened_us":null,"side":"","why":"","synchronise_on":null,"execute_on":null,"interchange":5}');
INSERT INTO "audit_changes" VALUES(64,1796072766097994,'the planner','','releases_receipts:1','insert',NULL,'{"receipt":1,"interchange":5,"message":1,"line":1,"number":"R1","customer":"rhein","agreement":"RH-1","part":"4711","point":"","note":"N1","on_day":"2026-11-30","despatched":"50","received":"48","accepted":null,"rejected":null,"missing":"2","posted":"48","cum":null,"differences":"[]","state":"posted","reasons":"[{\"code\":\"ledger.cums\",\"template\":\"despatched cum {was_sent} -> {sent}, received cum {was_got} -> {got}, without receipt {in_transit}\",\"figures\":{\"was_sent\":\"50\",\"sent\":\"50\",\"was_got\":\"0\",\"got\":\"48\",\"in_transit\":\"2\"},\"quantities\":[\"was_sent\",\"sent\",\"was_got\",\"got\",\"in_transit\"]}]","at_us":1796072765974958}');
INSERT INTO "audit_changes" VALUES(65,1796072766172988,'the shipping','','releases_movements:LK-1/LM-1/1','insert',NULL,'{"agreement":"LK-1","part":"LM-1","seq":1,"at_us":1796072766156324,"who":"the shipping","second_person":"","kind":"despatched","on_day":"2026-11-30","quantity":"40","note":"N3","unloading_point":"","point":"","happened_us":null,"side":"","why":"","synchronise_on":null,"execute_on":null,"interchange":null}');
INSERT INTO "audit_changes" VALUES(66,1796072766173994,'the shipping','','orders_lines:1','update','{"line":1,"agreement":"LK-1","customer":"lakeside","plant":"","part":"LM-1","unloading_point":"","on_day":"2026-12-05","due_on":"2026-12-05","at_time":"","until_time":"","quantity":"100","despatched":"0","awaiting":"0","picked":0,"state":"open","purchase_order":"","reference":"","schedule":1,"kind":"call_off","changed_us":1796072764849882}','{"line":1,"agreement":"LK-1","customer":"lakeside","plant":"","part":"LM-1","unloading_point":"","on_day":"2026-12-05","due_on":"2026-12-05","at_time":"","until_time":"","quantity":"100","despatched":"40","awaiting":"0","picked":0,"state":"open","purchase_order":"","reference":"","schedule":1,"kind":"call_off","changed_us":1796072766156324}');
INSERT INTO "audit_changes" VALUES(67,1796072766173994,'the shipping','','orders_notes:N3','insert',NULL,'{"note":"N3","customer":"lakeside","plant":"","unloading_point":"","on_day":"2026-11-30","departed_us":null,"origin":"office","state":"posted","at_us":1796072766156324,"who":"the shipping","undone_us":null,"undone_by":"","why":"","version":1}');
INSERT INTO "audit_changes" VALUES(68,1796072766173994,'the shipping','','orders_note_lines:N3/LK-1/LM-1/1','insert',NULL,'{"note":"N3","agreement":"LK-1","part":"LM-1","line":1,"quantity":"40"}');
INSERT INTO "audit_changes" VALUES(69,1796072766207991,'the shipping','','orders_lines:2','update','{"line":2,"agreement":"LK-1","customer":"lakeside","plant":"","part":"LM-1","unloading_point":"","on_day":"2026-12-08","due_on":"2026-12-08","at_time":"","until_time":"","quantity":"100","despatched":"0","awaiting":"0","picked":0,"state":"open","purchase_order":"","reference":"","schedule":1,"kind":"call_off","changed_us":1796072764849882}','{"line":2,"agreement":"LK-1","customer":"lakeside","plant":"","part":"LM-1","unloading_point":"","on_day":"2026-12-08","due_on":"2026-12-08","at_time":"","until_time":"","quantity":"100","despatched":"0","awaiting":"0","picked":1,"state":"picked","purchase_order":"","reference":"","schedule":1,"kind":"call_off","changed_us":1796072766206512}');
INSERT INTO "audit_changes" VALUES(70,1796072766246011,'the planner','scratched','releases_movements:LK-1/LM-1/2','insert',NULL,'{"agreement":"LK-1","part":"LM-1","seq":2,"at_us":1796072766228118,"who":"the planner","second_person":"","kind":"returned","on_day":"2026-11-30","quantity":"5","note":"","unloading_point":"","point":"","happened_us":null,"side":"","why":"scratched","synchronise_on":null,"execute_on":null,"interchange":null}');
INSERT INTO "audit_changes" VALUES(71,1796072766291998,'the planner','their new year','releases_movements:LK-1/LM-2/1','insert',NULL,'{"agreement":"LK-1","part":"LM-2","seq":1,"at_us":1796072766274718,"who":"the planner","second_person":"","kind":"reset_planned","on_day":"2099-01-01","quantity":null,"note":"","unloading_point":"","point":"","happened_us":null,"side":"","why":"their new year","synchronise_on":"2099-01-01","execute_on":"2099-01-05","interchange":null}');
INSERT INTO "audit_changes" VALUES(72,1796072766334001,'the administrator','','access_people:ada','update','{"person":"ada","name":"ada","language":"","badge_hash":"kept","password_set_us":1796072742924651,"active":1,"version":1,"created_us":1796072742924651,"changed_us":1796072742924651,"changed_by":"command line"}','{"person":"ada","name":"ada","language":"","badge_hash":"changed","password_set_us":1796072742924651,"active":1,"version":2,"created_us":1796072742924651,"changed_us":1796072766322720,"changed_by":"the administrator"}');
INSERT INTO "audit_changes" VALUES(73,1796072768414014,'uli+ada','counted together','releases_movements:LK-1/LM-2/2','insert',NULL,'{"agreement":"LK-1","part":"LM-2","seq":2,"at_us":1796072768409427,"who":"uli","second_person":"ada","kind":"corrected","on_day":"2026-11-30","quantity":"7","note":"","unloading_point":"","point":"","happened_us":null,"side":"despatched","why":"counted together","synchronise_on":null,"execute_on":null,"interchange":null}');
CREATE TABLE audit_context (
	one INTEGER NOT NULL, 
	who TEXT NOT NULL, 
	why TEXT NOT NULL, 
	CONSTRAINT pk_audit_context PRIMARY KEY (one)
);
CREATE TABLE audit_seals (
	seal INTEGER NOT NULL, 
	change INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	CONSTRAINT pk_audit_seals PRIMARY KEY (seal), 
	CONSTRAINT uq_audit_seals_change UNIQUE (change)
);
INSERT INTO "audit_seals" VALUES(1,1,'07f6666dd37e90b6fe28d9883c083f7d7d58fa07cc4fb0077b9bdcf5774ebe52');
INSERT INTO "audit_seals" VALUES(2,2,'8ad804a5b949647010a6cfb64a061c6df74ee919df7f2d81293b7f06c6ef5732');
INSERT INTO "audit_seals" VALUES(3,3,'c5c08a5896f21fc62e890362697ea94f14c70ffdd79174b535f216e99bbea187');
INSERT INTO "audit_seals" VALUES(4,4,'d181e7fafd11cbb567afce11bf7adae9015dcb4190b9753cd29032e601962bae');
INSERT INTO "audit_seals" VALUES(5,5,'691a74df51973c7554fbd3d3b86cb75717704083e075978e23ea78b6b321f168');
INSERT INTO "audit_seals" VALUES(6,6,'b1794d9901a4652bb10853054d7c723dc9f3cb28f4a732d151843196c4120422');
INSERT INTO "audit_seals" VALUES(7,7,'41aa2bf9bf1401d6b47c0b99354658e74d8cf5de20b887abd07dbc541db7896a');
INSERT INTO "audit_seals" VALUES(8,8,'5a4da6c6fb7b1aba54c0d36a57f03e2e8bcc7d5e2583009e6d518c2c42adf013');
INSERT INTO "audit_seals" VALUES(9,9,'cb78aa162cfd0d6f042241217fc49b625ce0cda275aea72731146a22fa49992a');
INSERT INTO "audit_seals" VALUES(10,10,'ca04481e26aa89d5313edeae6be9d740d2847f4ebfa0978f83ff183720aa33e9');
INSERT INTO "audit_seals" VALUES(11,11,'4b7af9ae324a9249d2df80e269f8e598ec4dc7dcc15c779b66573d0c7c25cd99');
INSERT INTO "audit_seals" VALUES(12,12,'fcc5b9775d5cfa98b6823cb1bf9fd624e3570309de4f24e8b3ab760a964b2845');
INSERT INTO "audit_seals" VALUES(13,13,'5420b142cfb361c946407a3fc6b40210c5356537104af8472538b807e4e444b2');
INSERT INTO "audit_seals" VALUES(14,14,'0d889d81503b2f4d6492e46eb34dff8f535c1266d91e2aec1a2c31522ca859d2');
INSERT INTO "audit_seals" VALUES(15,15,'715666bd0a2c3f6e9a18aa0a06a3f29656481c7258581d3a3baa3df390b2ec72');
INSERT INTO "audit_seals" VALUES(16,16,'16cc14122a4b16b9fe4a5b95af4efc341ec25cce8902ab5c7971a600fa680e3d');
INSERT INTO "audit_seals" VALUES(17,17,'38434ff476f8263fc02e11fe15b58c5c90be9045cbd2db9eb647d1a3750dc7fb');
INSERT INTO "audit_seals" VALUES(18,18,'82896ad55d66efeda217f8ab7a2a24cefb0b0f8eaaea2e83e0c6921ecc2f54e0');
INSERT INTO "audit_seals" VALUES(19,19,'8d47d14fb00d12a3d41f38731e137b1bf83326c9521d199125c2333cde3ddab7');
INSERT INTO "audit_seals" VALUES(20,20,'82919e9dffeaf34d92de2b5276187162af6ca581dc300f5f9c46b94f3e6565d5');
INSERT INTO "audit_seals" VALUES(21,21,'cb9ccd10d0234080d87bd0856a4f7b188de11b405bf91bcb423a632c8d800ffa');
INSERT INTO "audit_seals" VALUES(22,22,'f86024326c5b32b646976822027e7df90f36efae83f339a9d929349ec0ed9cc7');
INSERT INTO "audit_seals" VALUES(23,23,'2b87e6646e5b019b883897756a4b8ae1b9a6a6f390356738566271da8dc4f4ba');
INSERT INTO "audit_seals" VALUES(24,24,'318a8f8ca76c4be4114b2aedc2f4f5adda938e32f158a58d7c0d5b8295329bf8');
INSERT INTO "audit_seals" VALUES(25,25,'1d245a58090843c1bef8337c4cbad13f2a38ef8c031a67226be00527ada9ca2d');
INSERT INTO "audit_seals" VALUES(26,26,'896100566952f1922e36ea768569c20873068e88bd8ff35318e92371e691a23a');
INSERT INTO "audit_seals" VALUES(27,27,'4846c7a03c8e4965fe7d709f54c3f7043f7610a7f2c048db3d8d210a94fbbd88');
INSERT INTO "audit_seals" VALUES(28,28,'03687624840029bfc5be4086c1dc12b1b29b69b7ff585ff944da47e8361c736a');
INSERT INTO "audit_seals" VALUES(29,29,'cf86d818f3e8b7dfc766335fef35510794ceb1d1440168d3fc0f93a321464741');
INSERT INTO "audit_seals" VALUES(30,30,'b5035ad1390aad5e199a86cda7b14f1dbe60d53c39f14e29cafecfdd4a3eaee3');
INSERT INTO "audit_seals" VALUES(31,31,'578ffc7909987aa0ed3e0bcad6672c5f45442541bb8df710bcb94a3ed82414fa');
INSERT INTO "audit_seals" VALUES(32,32,'695a9ca5c15139cd9049dc2e964127e912ec7556b3149ac35cab14b4ed17f34c');
INSERT INTO "audit_seals" VALUES(33,33,'d4fd29e6885f8583e55e5f3585be20b2cd73e9923a5fbee1c1c2a6c1f48b12f1');
INSERT INTO "audit_seals" VALUES(34,34,'6d34d0f1645c371d5023451a932245cdd00594b7138bb7dda30ded2712b4fd83');
INSERT INTO "audit_seals" VALUES(35,35,'1accaf3d43f3c94b3524cc4583cdba498651fb249e03dd08402747796764a945');
INSERT INTO "audit_seals" VALUES(36,36,'7c56ea5e607bf5184dd6ec9a4d3b1b122bb7c39607cad375219f866503483012');
INSERT INTO "audit_seals" VALUES(37,37,'b9162f22ae904255dd540c821f743d1afe6412d22002d35f0ce6945322f2f66f');
INSERT INTO "audit_seals" VALUES(38,38,'88dc9701441ca807745ebb529c21890c4f7652bfbc9de7ec5aba0e5f227112f9');
INSERT INTO "audit_seals" VALUES(39,39,'6e26c3d5a5200db95db37cab4325379c0e1a31fc5f35462593b0bb542973b11c');
INSERT INTO "audit_seals" VALUES(40,40,'3c43d1310236a9692e6a3ad97e52efb0e8c167701cc09a08a1e52de9c13ee727');
INSERT INTO "audit_seals" VALUES(41,41,'d938c4b03d72429caf26d0e6fe46c3aecc55855f0befe21b156435dac727d859');
INSERT INTO "audit_seals" VALUES(42,42,'4ac81582a16a22e05ae6378a662a549ed3ce2e2a20c20a044a4b51f0b558d08c');
INSERT INTO "audit_seals" VALUES(43,43,'4f47fa657881d2bf93c5d0087ae14fb3ab1458dd46f21cbc5fd7bf59e8e23aae');
INSERT INTO "audit_seals" VALUES(44,44,'0e45b95b1695e702292f3cc5fdff0d9ade862fd4a88267837fb6b2b6097aec36');
INSERT INTO "audit_seals" VALUES(45,45,'d20d3e3b957b00ee0bce947062313b4389e82a255e02bd70e1d3e9a1ddca7385');
INSERT INTO "audit_seals" VALUES(46,46,'e5d5e1f5a4739cb6b3842a85d3a1a8b6f838552c0ffface0f98dca9f1029610d');
INSERT INTO "audit_seals" VALUES(47,47,'0b751fd24cb3a3b701e5e93d7ddbeee824b54a5a1fed6638d3eeed79ca99023c');
INSERT INTO "audit_seals" VALUES(48,48,'51ce7d54b208b369e8ff78b331469bf7b509b44e750d360e7e3117ba54b5c3fe');
INSERT INTO "audit_seals" VALUES(49,49,'5d804ccb126912b0459a71df485d61f048b909af79a90e3796b949950a7fc99d');
INSERT INTO "audit_seals" VALUES(50,50,'638321de74cd79a108118007c88483a6db5c09837e040130cce5690c8cb6e97c');
INSERT INTO "audit_seals" VALUES(51,51,'4b75c921a60b622da36f12e3d3998d47c5b0f7325988a90176d1af9c2592d69f');
INSERT INTO "audit_seals" VALUES(52,52,'c05a1b5e9f1a5e0ed6a82ae5cb07b409e9bffdf36772f29cded608fc304a31be');
INSERT INTO "audit_seals" VALUES(53,53,'0a4842ed0052a08dba798dc6a4c224407597815d9dfee6c6103c1f0ceed654a4');
INSERT INTO "audit_seals" VALUES(54,54,'70cc32db306817c238a2d029f85afafc86c923c2a8f4271a0b8f103784438b47');
INSERT INTO "audit_seals" VALUES(55,55,'1fa8408f37a4800cf56c7ef91c5bde429762bab8e243f52f2d96ae127ac1de08');
INSERT INTO "audit_seals" VALUES(56,56,'8d734b1dda35baab492f5e411dcb80e98f2f0f36d0a3ca05e0b92d60e0ed4ca0');
INSERT INTO "audit_seals" VALUES(57,57,'f22a1ee993745b87b959ca551094979ee34087169343686d6bb2e68288a30987');
INSERT INTO "audit_seals" VALUES(58,58,'70df64e453023250b985b053fc94af468933d3aece76486c8da9ce8e123f994d');
INSERT INTO "audit_seals" VALUES(59,59,'2c0c7bed90fa1e3bb4540700a32a322aa24d8a335388bde8b33fcbc267c5651f');
INSERT INTO "audit_seals" VALUES(60,60,'0af9ae5cdc4fe311d8e82cbc5fb3f938b7416dfa27eefdbb3befd88a7d1d0154');
INSERT INTO "audit_seals" VALUES(61,61,'b418d76e6adf52223b355353fa43c043b715a7dbe19caf67cb88a7bdd1112c49');
INSERT INTO "audit_seals" VALUES(62,62,'a814b24e0ee6bf6a01ace46c9fc13393be693ab4f1eeb5cc5d5bceb1c7094bc8');
INSERT INTO "audit_seals" VALUES(63,63,'f6121fc82d0cd644b3aa95a270609d86caa7c138e30b3e2d94f70281df420825');
INSERT INTO "audit_seals" VALUES(64,64,'2e2859bb3b2bb2e131748840e56dbdd738b8cc966f72ccbe04ff392fda002444');
INSERT INTO "audit_seals" VALUES(65,65,'c0bb3064262ff05407e828427f68f42c7b660345078b0bb0553477bfe0e9495d');
INSERT INTO "audit_seals" VALUES(66,66,'530134c59b05a8afb9da8d029904e3fac3e18f309c3f390bf20d61b62667ca03');
INSERT INTO "audit_seals" VALUES(67,67,'ce2f81173ccd6a3d796e0303d057895c047091f38eb7b24bad9b59c179027431');
INSERT INTO "audit_seals" VALUES(68,68,'f87c4bf8525ec03531b7bdbc952d7f98c9c061e73701719a02b9cf76e5981ac3');
INSERT INTO "audit_seals" VALUES(69,69,'19ee03988565aeb8d7bffb8ba57364bf3497b08cab9fd76d7dd989dc5a1efd05');
INSERT INTO "audit_seals" VALUES(70,70,'9db5df76757aab63c8f19b62cfca9e373dbcba65efda8bebdd16b86e4a25ef1a');
INSERT INTO "audit_seals" VALUES(71,71,'8291334a7d64ca2c5ab79664c6787ff0023e3e438ddfbcdc1586ebfaa6c10430');
INSERT INTO "audit_seals" VALUES(72,72,'db73d5f8490c92c771801cee97df9d2435e0844332a52598d4a187dca024d3f7');
INSERT INTO "audit_seals" VALUES(73,73,'2de0537eae1b6b9f298fd09a3c04729b22401a613b07d0ab73bebd86a24ab4c4');
CREATE TABLE broadcast_feeds (
	feed TEXT NOT NULL, 
	last_position INTEGER DEFAULT '0' NOT NULL, 
	last_sequence_number TEXT DEFAULT '' NOT NULL, 
	last_received_us INTEGER, 
	published_position INTEGER DEFAULT '0' NOT NULL, 
	line_running BOOLEAN DEFAULT 1 NOT NULL, line_changed_us INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_broadcast_feeds PRIMARY KEY (feed)
);
INSERT INTO "broadcast_feeds" VALUES('L1',2,'0002',1796072764409484,0,1,0);
CREATE TABLE broadcast_files (
	feed TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	name TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	taken INTEGER NOT NULL, 
	refused INTEGER NOT NULL, 
	CONSTRAINT pk_broadcast_files PRIMARY KEY (feed, digest)
);
CREATE TABLE broadcast_lost (
	feed TEXT NOT NULL, 
	first_position INTEGER NOT NULL, 
	last_position INTEGER NOT NULL, 
	at_us INTEGER NOT NULL, 
	CONSTRAINT pk_broadcast_lost PRIMARY KEY (feed, first_position)
);
CREATE TABLE broadcast_quarantine (
	raw_id INTEGER NOT NULL, 
	feed TEXT NOT NULL, 
	code TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	CONSTRAINT pk_broadcast_quarantine PRIMARY KEY (raw_id), 
	CONSTRAINT fk_broadcast_quarantine_raw_id FOREIGN KEY(raw_id) REFERENCES broadcast_raw (raw_id)
);
CREATE TABLE broadcast_raw (
	raw_id INTEGER NOT NULL, 
	feed TEXT NOT NULL, 
	format TEXT NOT NULL, 
	source TEXT NOT NULL, 
	received_us INTEGER NOT NULL, 
	data BLOB NOT NULL, 
	CONSTRAINT pk_broadcast_raw PRIMARY KEY (raw_id)
);
INSERT INTO "broadcast_raw" VALUES(1,'L1','canonical_json','http',1796072764362701,X'7B2266656564223A224C31222C2263616C6C5F6E756D626572223A224330303031222C2273657175656E63655F6E756D626572223A2230303031222C22737461747573223A2266696E616C222C2276696E223A2256584E3030303030303030303030303031227D');
INSERT INTO "broadcast_raw" VALUES(2,'L1','canonical_json','http',1796072764409484,X'7B2266656564223A224C31222C2263616C6C5F6E756D626572223A224330303032222C2273657175656E63655F6E756D626572223A2230303032222C22737461747573223A2266696E616C222C2276696E223A2256584E3030303030303030303030303032227D');
CREATE TABLE broadcast_telegrams (
	feed TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	raw_id INTEGER NOT NULL, 
	call_number TEXT NOT NULL, 
	sequence_number TEXT NOT NULL, 
	vin TEXT NOT NULL, 
	status TEXT NOT NULL, 
	received_us INTEGER NOT NULL, 
	body BLOB NOT NULL, 
	CONSTRAINT pk_broadcast_telegrams PRIMARY KEY (feed, position), 
	CONSTRAINT fk_broadcast_telegrams_feed FOREIGN KEY(feed) REFERENCES broadcast_feeds (feed), 
	CONSTRAINT fk_broadcast_telegrams_raw_id FOREIGN KEY(raw_id) REFERENCES broadcast_raw (raw_id)
);
INSERT INTO "broadcast_telegrams" VALUES('L1',1,1,'C0001','0001','VXN00000000000001','final',1796072764362701,X'7B2274797065223A2263617433222C2266656564223A224C31222C2263616C6C5F6E756D626572223A224330303031222C22737461747573223A2266696E616C222C2273657175656E63655F6E756D626572223A2230303031222C2276696E223A2256584E3030303030303030303030303031222C2272656365697665645F7573223A313739363037323736343336323730312C22706F736974696F6E223A317D');
INSERT INTO "broadcast_telegrams" VALUES('L1',2,2,'C0002','0002','VXN00000000000002','final',1796072764409484,X'7B2274797065223A2263617433222C2266656564223A224C31222C2263616C6C5F6E756D626572223A224330303032222C22737461747573223A2266696E616C222C2273657175656E63655F6E756D626572223A2230303032222C2276696E223A2256584E3030303030303030303030303032222C2272656365697665645F7573223A313739363037323736343430393438342C22706F736974696F6E223A327D');
CREATE TABLE cells_masters (
	cell TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	by_whom TEXT NOT NULL, 
	body BLOB NOT NULL, why TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_cells_masters PRIMARY KEY (cell, version)
);
CREATE TABLE central_incarnations (
	number INTEGER NOT NULL, 
	incarnation TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_central_incarnations PRIMARY KEY (number), 
	CONSTRAINT uq_central_incarnations_incarnation UNIQUE (incarnation)
);
INSERT INTO "central_incarnations" VALUES(1,'92b3ac5cabf9968cf4a2633a5f852e45',1796072764080191,'made anew');
CREATE TABLE "cums_accepted" (
	accepted INTEGER NOT NULL, 
	agreement TEXT NOT NULL, 
	part TEXT NOT NULL, 
	cum INTEGER NOT NULL, 
	on_day DATE NOT NULL, 
	at_us INTEGER NOT NULL, 
	who TEXT NOT NULL, 
	second_person TEXT NOT NULL, 
	why TEXT NOT NULL, point TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_cums_accepted PRIMARY KEY (accepted), 
	CONSTRAINT ck_cums_accepted_cum CHECK ("cum" = CAST("cum" AS BIGINT) AND "cum" >= 0)
);
CREATE TABLE "cums_closings" (
	closing INTEGER NOT NULL, 
	agreement TEXT NOT NULL, 
	part TEXT NOT NULL, 
	note TEXT NOT NULL, 
	how TEXT NOT NULL, 
	quantity INTEGER NOT NULL, 
	on_day DATE NOT NULL, 
	at_us INTEGER NOT NULL, 
	who TEXT NOT NULL, 
	why TEXT NOT NULL, 
	receipt INTEGER NOT NULL, 
	void INTEGER, point TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_cums_closings PRIMARY KEY (closing), 
	CONSTRAINT ck_cums_closings_quantity CHECK ("quantity" = CAST("quantity" AS BIGINT) AND "quantity" >= 0)
);
CREATE TABLE cums_difference_owners (
	agreement TEXT NOT NULL, 
	part TEXT NOT NULL, 
	note TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	CONSTRAINT pk_cums_difference_owners PRIMARY KEY (agreement, part, note)
);
CREATE TABLE "cums_stated" (
	schedule INTEGER NOT NULL, 
	agreement TEXT NOT NULL, 
	part TEXT NOT NULL, 
	number TEXT NOT NULL, 
	on_day DATE NOT NULL, 
	counted_since DATE, 
	cum INTEGER, 
	last_note TEXT NOT NULL, 
	authorisations TEXT NOT NULL, 
	told_us INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	agreed_us INTEGER, unloading_point TEXT DEFAULT '' NOT NULL, kind TEXT DEFAULT 'plan' NOT NULL, 
	CONSTRAINT pk_cums_stated PRIMARY KEY (schedule), 
	CONSTRAINT ck_cums_stated_cum CHECK ("cum" = CAST("cum" AS BIGINT) AND "cum" >= 0)
);
INSERT INTO "cums_stated" VALUES(1,'LK-1','LM-1','C1','2026-11-29',NULL,NULL,'','[]',1796072764636527,'agreed',1796072764849882,'','call_off');
INSERT INTO "cums_stated" VALUES(2,'LK-1','LM-1','C2','2026-11-29',NULL,NULL,'','[]',1796072765082739,'agreed',1796072765152127,'','call_off');
INSERT INTO "cums_stated" VALUES(3,'RH-1','4711','D1','2026-11-29',NULL,0,'','[]',1796072765367249,'agreed',1796072765494971,'','plan');
CREATE TABLE despatch_contents (
	unit TEXT NOT NULL, 
	agreement TEXT NOT NULL, 
	part TEXT NOT NULL, 
	line INTEGER NOT NULL, 
	quantity INTEGER NOT NULL, 
	CONSTRAINT pk_despatch_contents PRIMARY KEY (unit, agreement, part, line), 
	CONSTRAINT ck_despatch_contents_quantity CHECK ("quantity" = CAST("quantity" AS BIGINT)), 
	CONSTRAINT ck_despatch_contents_some CHECK (quantity > 0)
);
CREATE TABLE despatch_load_notes (
	note TEXT NOT NULL, 
	load INTEGER NOT NULL, 
	CONSTRAINT pk_despatch_load_notes PRIMARY KEY (note)
);
CREATE TABLE despatch_loads (
	load INTEGER NOT NULL, 
	truck TEXT NOT NULL, 
	carrier TEXT NOT NULL, 
	route TEXT NOT NULL, 
	dock TEXT NOT NULL, 
	planned_us INTEGER, 
	departed_us INTEGER, 
	departed_by TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	who TEXT NOT NULL, number TEXT DEFAULT '' NOT NULL, cancelled_us INTEGER, cancelled_by TEXT DEFAULT '' NOT NULL, why TEXT DEFAULT '' NOT NULL, version INTEGER DEFAULT '1' NOT NULL, 
	CONSTRAINT pk_despatch_loads PRIMARY KEY (load)
);
CREATE TABLE despatch_requests (
	what TEXT NOT NULL, 
	who TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	body TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	CONSTRAINT pk_despatch_requests PRIMARY KEY (what, who, "key")
);
CREATE TABLE despatch_units (
	unit TEXT NOT NULL, 
	level TEXT NOT NULL, 
	packaging TEXT NOT NULL, 
	parent TEXT NOT NULL, 
	customer TEXT NOT NULL, 
	plant TEXT NOT NULL, 
	unloading_point TEXT NOT NULL, 
	note TEXT NOT NULL, 
	state TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	who TEXT NOT NULL, gross_g INTEGER, 
	CONSTRAINT pk_despatch_units PRIMARY KEY (unit), 
	CONSTRAINT ck_despatch_units_parent CHECK (parent <> unit), 
	CONSTRAINT ck_despatch_units_level CHECK (level IN ('pack', 'rack', 'pallet')), 
	CONSTRAINT ck_despatch_units_state CHECK (state IN ('packed', 'gone', 'unpacked'))
);
CREATE TABLE edi_counters (
	partner TEXT NOT NULL, 
	last INTEGER NOT NULL, 
	CONSTRAINT pk_edi_counters PRIMARY KEY (partner)
);
CREATE TABLE edi_fetched (
	partner TEXT NOT NULL, 
	name TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	modified_s INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	CONSTRAINT pk_edi_fetched PRIMARY KEY (partner, name, size, modified_s)
);
CREATE TABLE edi_imports (
	import_batch INTEGER NOT NULL, 
	at_us INTEGER NOT NULL, 
	who TEXT NOT NULL, 
	partner TEXT NOT NULL, 
	files INTEGER NOT NULL, 
	CONSTRAINT pk_edi_imports PRIMARY KEY (import_batch)
);
CREATE TABLE edi_interchanges (
	interchange INTEGER NOT NULL, 
	partner TEXT NOT NULL, 
	direction TEXT NOT NULL, 
	way TEXT NOT NULL, 
	name TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	syntax TEXT NOT NULL, 
	sender TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	reference TEXT NOT NULL, 
	reference_old TEXT NOT NULL, 
	test BOOLEAN NOT NULL, 
	state TEXT NOT NULL, 
	messages INTEGER NOT NULL, 
	message_names TEXT NOT NULL, 
	schedules INTEGER NOT NULL, 
	problems TEXT NOT NULL, 
	answers INTEGER, 
	sent_us INTEGER, 
	acknowledged TEXT NOT NULL, 
	claim TEXT, 
	piece INTEGER NOT NULL, 
	import_batch INTEGER, 
	claimed_us INTEGER, 
	raw BLOB NOT NULL, 
	CONSTRAINT pk_edi_interchanges PRIMARY KEY (interchange)
);
INSERT INTO "edi_interchanges" VALUES(1,'lakeside','in','http','http',1796072764636527,'587e863771f0cfad1853d39cdb4b07ab7515dbb788d6e94c5667ac047ef67aa2',371,'x12','ZZ:LAKESIDE','ZZ:LINESIDE','000000001','',0,'posted',1,'x12_862',1,'[]',NULL,NULL,'[]',NULL,1,NULL,NULL,X'4953412A30302A202020202020202020202A30302A202020202020202020202A5A5A2A4C414B4553494445202020202020202A5A5A2A4C494E4553494445202020202020202A3236313132392A303630302A552A30303430312A3030303030303030312A302A502A3E7E47532A53532A4C414B45534944452A4C494E45534944452A32303236313132392A303630302A312A582A3030343031307E53542A3836322A303030317E4253532A30352A43312A32303236313132392A444C2A32303236313132392A32303237303132392A2A2A43312A2A417E4E312A53542A2A39322A464C547E4E312A53552A2A39322A4C532D343731317E4C494E2A312A42502A4C4D2D317E5549542A45417E4653542A3130302A432A442A32303236313230357E4653542A3130302A432A442A32303236313230387E4653542A3130302A432A442A32303236313231327E4354542A317E53452A31312A303030317E47452A312A317E4945412A312A3030303030303030317E');
INSERT INTO "edi_interchanges" VALUES(2,'lakeside','in','http','http',1796072765082739,'bfeac7c26bbdbba81e7c446853bae7c7225d8cad36921ecefee7248249c842d2',372,'x12','ZZ:LAKESIDE','ZZ:LINESIDE','000000002','',0,'posted',1,'x12_862',1,'[]',NULL,NULL,'[]',NULL,1,NULL,NULL,X'4953412A30302A202020202020202020202A30302A202020202020202020202A5A5A2A4C414B4553494445202020202020202A5A5A2A4C494E4553494445202020202020202A3236313132392A303630302A552A30303430312A3030303030303030322A302A502A3E7E47532A53532A4C414B45534944452A4C494E45534944452A32303236313132392A303630302A322A582A3030343031307E53542A3836322A303030317E4253532A30352A43322A32303236313132392A444C2A32303236313132392A32303237303132392A2A2A43322A2A417E4E312A53542A2A39322A464C547E4E312A53552A2A39322A4C532D343731317E4C494E2A312A42502A4C4D2D317E5549542A45417E4653542A3130302A432A442A32303236313230357E4653542A3430302A432A442A32303236313230387E4653542A313235302A432A442A32303236313231327E4354542A317E53452A31312A303030317E47452A312A327E4945412A312A3030303030303030327E');
INSERT INTO "edi_interchanges" VALUES(3,'lakeside','in','http','http',1796072765283212,'7ffb9fdf76b39f3dd590f46ee37355b0669c314f91cb0b7fb7531c93513a8eda',328,'x12','ZZ:LAKESIDE','ZZ:LINESIDE','000000003','',0,'posted',1,'x12_862',0,'[{"code":"receive.unknown_part","detail":"part NOBODY is in no active agreement with lakeside","position":{"segment":7,"offset":247,"tag":"LIN","element":0,"component":0}}]',NULL,NULL,'[]',NULL,1,NULL,NULL,X'4953412A30302A202020202020202020202A30302A202020202020202020202A5A5A2A4C414B4553494445202020202020202A5A5A2A4C494E4553494445202020202020202A3236313132392A303630302A552A30303430312A3030303030303030332A302A502A3E7E47532A53532A4C414B45534944452A4C494E45534944452A32303236313132392A303630302A332A582A3030343031307E53542A3836322A303030317E4253532A30352A55312A32303236313132392A444C2A32303236313132392A32303237303132392A2A2A55312A2A417E4E312A53542A2A39322A464C547E4E312A53552A2A39322A4C532D343731317E4C494E2A312A42502A4E4F424F44597E5549542A45417E4653542A312A432A442A32303236313230357E4354542A317E53452A392A303030317E47452A312A337E4945412A312A3030303030303030337E');
INSERT INTO "edi_interchanges" VALUES(4,'rhein','in','http','http',1796072765367249,'572abcaaed551ded07db46697d8da2859589925b4412f33e4a7d21dc105675bd',370,'edifact','ZZ:RHEIN','ZZ:OURS','4','',0,'posted',1,'delfor',1,'[]',NULL,NULL,'[]',NULL,1,NULL,NULL,X'554E413A2B2E3F20270A554E422B554E4F433A332B524845494E3A5A5A2B4F5552533A5A5A2B3236313132393A303630302B34270A554E482B312B44454C464F523A443A3937413A554E270A42474D2B3234312B44312B35270A44544D2B3133373A32303236313132393A313032270A4E41442B42592B524845494E3A3A3932270A4E41442B53552B4F5552533A3A3932270A4C494E2B312B2B343731313A494E270A5154592B37303A303A504345270A5343432B31270A5154592B3131333A35303A504345270A44544D2B323A32303236313230343A313032270A5343432B31270A5154592B3131333A37303A504345270A44544D2B323A32303236313230363A313032270A5343432B34270A5154592B3131333A3330303A504345270A44544D2B323A32303236313232303A313032270A5343432B34270A5154592B3131333A3330303A504345270A44544D2B323A32303236313232373A313032270A554E542B32302B31270A554E5A2B312B34270A');
INSERT INTO "edi_interchanges" VALUES(5,'rhein','in','http','http',1796072765974958,'533499d8f2b46646168c559856bca9f5860d3d790605915629da3d707e83b104',237,'edifact','ZZ:RHEIN','ZZ:OURS','5','',0,'posted',1,'recadv',0,'[]',NULL,NULL,'[]',NULL,1,NULL,NULL,X'554E413A2B2E3F20270A554E422B554E4F433A332B524845494E3A5A5A2B4F5552533A5A5A2B3236313132393A303630302B35270A554E482B312B5245434144563A443A3937413A554E270A42474D2B3633322B52312B39270A44544D2B3133373A32303236313133303A313032270A44544D2B35303A32303236313133303A313032270A5246462B41414B3A4E31270A4E41442B42592B524845494E3A3A3932270A4E41442B53552B4F5552533A3A3932270A4350532B31270A4C494E2B312B2B343731313A494E270A5154592B34383A34383A504345270A554E542B31312B31270A554E5A2B312B35270A');
CREATE TABLE edi_messages (
	interchange INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	version TEXT NOT NULL, 
	reference TEXT NOT NULL, 
	document TEXT NOT NULL, 
	state TEXT NOT NULL, 
	schedules INTEGER NOT NULL, 
	posted TEXT NOT NULL, 
	problems TEXT NOT NULL, 
	CONSTRAINT pk_edi_messages PRIMARY KEY (interchange, number)
);
INSERT INTO "edi_messages" VALUES(1,1,'x12_862','004010','0001','C1','posted',1,'[1]','[]');
INSERT INTO "edi_messages" VALUES(2,1,'x12_862','004010','0001','C2','posted',1,'[2]','[]');
INSERT INTO "edi_messages" VALUES(3,1,'x12_862','004010','0001','U1','unprocessed',0,'[]','[{"code":"receive.unknown_part","detail":"part NOBODY is in no active agreement with lakeside","position":{"segment":7,"offset":247,"tag":"LIN","element":0,"component":0}}]');
INSERT INTO "edi_messages" VALUES(4,1,'delfor','D.97A','1','D1','posted',1,'[3]','[]');
INSERT INTO "edi_messages" VALUES(5,1,'recadv','D.97A','1','R1','posted',0,'[]','[]');
CREATE TABLE edi_partners (
	partner TEXT NOT NULL, 
	customer TEXT NOT NULL, 
	name TEXT NOT NULL, 
	profile TEXT NOT NULL, 
	way TEXT NOT NULL, 
	settings TEXT NOT NULL, 
	answers TEXT NOT NULL, 
	active BOOLEAN NOT NULL, 
	changed_us INTEGER NOT NULL, 
	changed_by TEXT NOT NULL, 
	CONSTRAINT pk_edi_partners PRIMARY KEY (partner)
);
INSERT INTO "edi_partners" VALUES('lakeside','lakeside','Lakeside','{"ids":["ZZ:LAKESIDE"],"own_ids":["ZZ:LINESIDE"],"date_digits":8,"messages":{"x12_862":{"versions":["004010"]}}}','folder','{"host":"","port":22,"username":"","key":"","known_hosts":"","inbound":"in","outbound":"out","claim":"rename","zone":"UTC","acknowledged_within_h":0,"older_than_days":0}','[]',1,1796072748018731,'command line');
INSERT INTO "edi_partners" VALUES('rhein','rhein','Rhein','{"ids":["RHEIN:ZZ","ZZ:RHEIN","RHEIN"]}','folder','{"host":"","port":22,"username":"","key":"","known_hosts":"","inbound":"in","outbound":"out","claim":"rename","zone":"UTC","acknowledged_within_h":0,"older_than_days":0}','[]',1,1796072748018731,'command line');
CREATE TABLE edi_transmissions (
	partner TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	old TEXT NOT NULL, 
	new TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	CONSTRAINT pk_edi_transmissions PRIMARY KEY (partner, kind)
);
CREATE TABLE heartbeats (
	cell TEXT NOT NULL, 
	received_us INTEGER NOT NULL, 
	body BLOB NOT NULL, 
	awaited BOOLEAN DEFAULT 1 NOT NULL, 
	PRIMARY KEY (cell)
);
CREATE TABLE kanban_cards (
	node TEXT NOT NULL, 
	loop TEXT NOT NULL, 
	card TEXT NOT NULL, 
	movement TEXT NOT NULL, 
	fact INTEGER NOT NULL, 
	at_us INTEGER NOT NULL, 
	CONSTRAINT pk_kanban_cards PRIMARY KEY (node, loop, card)
);
CREATE TABLE kanban_loops (
	loop TEXT NOT NULL, 
	part TEXT NOT NULL, 
	location TEXT NOT NULL, 
	quantity INTEGER NOT NULL, 
	minimum INTEGER NOT NULL, 
	changed_us INTEGER NOT NULL, 
	changed_by TEXT NOT NULL, 
	CONSTRAINT pk_kanban_loops PRIMARY KEY (loop)
);
CREATE TABLE kanban_stock (
	location TEXT NOT NULL, 
	part TEXT NOT NULL, 
	quantity INTEGER NOT NULL, 
	moves INTEGER NOT NULL, 
	last_us INTEGER NOT NULL, 
	CONSTRAINT pk_kanban_stock PRIMARY KEY (location, part)
);
CREATE TABLE masters_proposals (
	proposal INTEGER NOT NULL, 
	cell TEXT NOT NULL, 
	state TEXT NOT NULL, 
	based_on INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	authors TEXT NOT NULL, 
	why TEXT NOT NULL, 
	begun_us INTEGER NOT NULL, 
	changed_us INTEGER NOT NULL, 
	decided_us INTEGER, 
	decided_by TEXT NOT NULL, 
	decided_why TEXT NOT NULL, 
	version INTEGER, 
	body BLOB NOT NULL, 
	PRIMARY KEY (proposal)
);
CREATE TABLE orders_by_hand (
	line INTEGER NOT NULL, 
	who TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	body TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	why TEXT NOT NULL, 
	reasons TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	CONSTRAINT pk_orders_by_hand PRIMARY KEY (line)
);
CREATE TABLE orders_floor_feeds (
	feed TEXT NOT NULL, 
	customer TEXT NOT NULL, 
	plant TEXT NOT NULL, 
	unloading_point TEXT NOT NULL, 
	CONSTRAINT pk_orders_floor_feeds PRIMARY KEY (feed)
);
CREATE TABLE orders_floor_marks (
	name TEXT NOT NULL, 
	fact INTEGER NOT NULL, 
	CONSTRAINT pk_orders_floor_marks PRIMARY KEY (name)
);
INSERT INTO "orders_floor_marks" VALUES('racks',6);
CREATE TABLE "orders_floor_shipments" (
	node TEXT NOT NULL, 
	rack TEXT NOT NULL, 
	our_part TEXT NOT NULL, 
	fact INTEGER NOT NULL, 
	shipped_us INTEGER NOT NULL, 
	on_day DATE NOT NULL, 
	quantity INTEGER NOT NULL, 
	agreement TEXT NOT NULL, 
	part TEXT NOT NULL, 
	customer TEXT NOT NULL, 
	state TEXT NOT NULL, 
	beyond INTEGER NOT NULL, 
	reasons TEXT NOT NULL, 
	changed_us INTEGER NOT NULL, 
	CONSTRAINT pk_orders_floor_shipments PRIMARY KEY (node, rack, our_part), 
	CONSTRAINT ck_orders_floor_shipments_quantity CHECK ("quantity" = CAST("quantity" AS BIGINT) AND "quantity" >= 0), 
	CONSTRAINT ck_orders_floor_shipments_beyond CHECK ("beyond" = CAST("beyond" AS BIGINT) AND "beyond" >= 0)
);
CREATE TABLE "orders_forecasts" (
	agreement TEXT NOT NULL, 
	part TEXT NOT NULL, 
	schedule INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	on_day DATE NOT NULL, 
	until_day DATE, 
	quantity INTEGER NOT NULL, 
	status TEXT NOT NULL, 
	called_off INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	active INTEGER NOT NULL, unloading_point TEXT DEFAULT '' NOT NULL, at_time TEXT DEFAULT '' NOT NULL, until_time TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_orders_forecasts PRIMARY KEY (schedule, number, on_day), 
	CONSTRAINT ck_orders_forecasts_quantity CHECK ("quantity" = CAST("quantity" AS BIGINT) AND "quantity" >= 0), 
	CONSTRAINT ck_orders_forecasts_called_off CHECK ("called_off" = CAST("called_off" AS BIGINT) AND "called_off" >= 0)
);
INSERT INTO "orders_forecasts" VALUES('RH-1','4711',3,3,'2026-12-20',NULL,300000000,'forecast',0,'plan',1,'','','');
INSERT INTO "orders_forecasts" VALUES('RH-1','4711',3,4,'2026-12-27',NULL,300000000,'forecast',0,'plan',1,'','','');
CREATE TABLE "orders_lines" (
	line INTEGER NOT NULL, 
	agreement TEXT NOT NULL, 
	customer TEXT NOT NULL, 
	plant TEXT NOT NULL, 
	part TEXT NOT NULL, 
	on_day DATE NOT NULL, 
	at_time TEXT NOT NULL, 
	quantity INTEGER NOT NULL, 
	despatched INTEGER NOT NULL, 
	picked INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	purchase_order TEXT NOT NULL, 
	reference TEXT NOT NULL, 
	schedule INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	changed_us INTEGER NOT NULL, unloading_point TEXT DEFAULT '' NOT NULL, until_time TEXT DEFAULT '' NOT NULL, awaiting INTEGER DEFAULT 0 NOT NULL CONSTRAINT ck_orders_lines_awaiting CHECK ("awaiting" = CAST("awaiting" AS BIGINT) AND "awaiting" >= 0) CONSTRAINT ck_orders_lines_free CHECK (despatched + awaiting <= quantity), due_on DATE DEFAULT '1970-01-01' NOT NULL, 
	CONSTRAINT pk_orders_lines PRIMARY KEY (line), 
	CONSTRAINT ck_orders_lines_quantity CHECK ("quantity" = CAST("quantity" AS BIGINT) AND "quantity" >= 0), 
	CONSTRAINT ck_orders_lines_despatched CHECK ("despatched" = CAST("despatched" AS BIGINT) AND "despatched" >= 0), 
	CONSTRAINT ck_orders_lines_open CHECK ("despatched" <= "quantity")
);
INSERT INTO "orders_lines" VALUES(1,'LK-1','lakeside','','LM-1','2026-12-05','',100000000,40000000,0,'open','','',1,'call_off',1796072766156324,'','',0,'2026-12-05');
INSERT INTO "orders_lines" VALUES(2,'LK-1','lakeside','','LM-1','2026-12-08','',100000000,0,1,'picked','','',1,'call_off',1796072766206512,'','',0,'2026-12-08');
INSERT INTO "orders_lines" VALUES(3,'LK-1','lakeside','','LM-1','2026-12-12','',100000000,0,0,'open','','',1,'call_off',1796072764849882,'','',0,'2026-12-12');
INSERT INTO "orders_lines" VALUES(4,'RH-1','rhein','','4711','2026-12-04','',50000000,50000000,0,'despatched','','',3,'plan',1796072765699668,'','',0,'2026-12-04');
INSERT INTO "orders_lines" VALUES(5,'RH-1','rhein','','4711','2026-12-06','',70000000,0,0,'open','','',3,'plan',1796072765829228,'','',0,'2026-12-06');
CREATE TABLE "orders_note_lines" (
	note TEXT NOT NULL, 
	agreement TEXT NOT NULL, 
	part TEXT NOT NULL, 
	line INTEGER NOT NULL, 
	quantity INTEGER NOT NULL, 
	CONSTRAINT pk_orders_note_lines PRIMARY KEY (note, agreement, part, line), 
	CONSTRAINT ck_orders_note_lines_quantity CHECK ("quantity" = CAST("quantity" AS BIGINT) AND "quantity" >= 0)
);
INSERT INTO "orders_note_lines" VALUES('N1','RH-1','4711',4,50000000);
INSERT INTO "orders_note_lines" VALUES('N2','RH-1','4711',5,30000000);
INSERT INTO "orders_note_lines" VALUES('N3','LK-1','LM-1',1,40000000);
CREATE TABLE orders_notes (
	note TEXT NOT NULL, 
	customer TEXT NOT NULL, 
	on_day DATE NOT NULL, 
	origin TEXT NOT NULL, 
	state TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	who TEXT NOT NULL, 
	undone_us INTEGER, 
	undone_by TEXT NOT NULL, 
	why TEXT NOT NULL, unloading_point TEXT DEFAULT '' NOT NULL, plant TEXT DEFAULT '' NOT NULL, departed_us INTEGER, version INTEGER DEFAULT '1' NOT NULL, 
	CONSTRAINT pk_orders_notes PRIMARY KEY (note)
);
INSERT INTO "orders_notes" VALUES('N1','rhein','2026-11-30','office','posted',1796072765699668,'the shipping',NULL,'','','','',NULL,1);
INSERT INTO "orders_notes" VALUES('N2','rhein','2026-11-30','office','undone',1796072765781988,'the shipping',1796072765829228,'the shipping','no truck came','','',NULL,2);
INSERT INTO "orders_notes" VALUES('N3','lakeside','2026-11-30','office','posted',1796072766156324,'the shipping',NULL,'','','','',NULL,1);
CREATE TABLE orders_notes_undone (
	note TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	line INTEGER NOT NULL, 
	agreement TEXT NOT NULL, 
	part TEXT NOT NULL, 
	quantity INTEGER NOT NULL, 
	on_day DATE NOT NULL, 
	why TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	who TEXT NOT NULL, 
	CONSTRAINT pk_orders_notes_undone PRIMARY KEY (note, "key"), 
	CONSTRAINT ck_orders_notes_undone_quantity CHECK ("quantity" = CAST("quantity" AS BIGINT)), 
	CONSTRAINT ck_orders_notes_undone_some CHECK (quantity > 0)
);
CREATE TABLE orders_purchase_orders (
	agreement TEXT NOT NULL, 
	number TEXT NOT NULL, 
	part TEXT NOT NULL, 
	quantity INTEGER, 
	opened_us INTEGER NOT NULL, 
	"by" TEXT NOT NULL, 
	who TEXT NOT NULL, 
	CONSTRAINT pk_orders_purchase_orders PRIMARY KEY (agreement, number, part), 
	CONSTRAINT ck_orders_purchase_orders_quantity CHECK ("quantity" = CAST("quantity" AS BIGINT) AND "quantity" >= 0)
);
CREATE TABLE partners_calendar_days (
	calendar TEXT NOT NULL, 
	first DATE NOT NULL, 
	kind TEXT NOT NULL, 
	last DATE NOT NULL, 
	name TEXT NOT NULL, 
	CONSTRAINT pk_partners_calendar_days PRIMARY KEY (calendar, first, kind)
);
CREATE TABLE partners_calendars (
	calendar TEXT NOT NULL, 
	name TEXT NOT NULL, 
	country TEXT NOT NULL, 
	subdivision TEXT NOT NULL, 
	weekdays TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	changed_us INTEGER NOT NULL, 
	changed_by TEXT NOT NULL, active BOOLEAN DEFAULT 1 NOT NULL, 
	CONSTRAINT pk_partners_calendars PRIMARY KEY (calendar)
);
CREATE TABLE partners_contacts (
	kind TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	plant TEXT NOT NULL, 
	name TEXT NOT NULL, 
	task TEXT NOT NULL, 
	phone TEXT NOT NULL, 
	email TEXT NOT NULL, 
	CONSTRAINT pk_partners_contacts PRIMARY KEY (kind, owner, plant, name)
);
CREATE TABLE partners_currencies (
	currency TEXT NOT NULL, 
	digits INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	CONSTRAINT pk_partners_currencies PRIMARY KEY (currency)
);
INSERT INTO "partners_currencies" VALUES('EUR',2,'');
CREATE TABLE partners_customers (
	customer TEXT NOT NULL, 
	name TEXT NOT NULL, 
	currency TEXT NOT NULL, 
	language TEXT NOT NULL, 
	country TEXT NOT NULL, 
	subdivision TEXT NOT NULL, 
	zone TEXT NOT NULL, 
	calendar TEXT NOT NULL, 
	division TEXT NOT NULL, 
	note TEXT NOT NULL, 
	active BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	changed_us INTEGER NOT NULL, 
	changed_by TEXT NOT NULL, address_lines TEXT DEFAULT '' NOT NULL, postcode TEXT DEFAULT '' NOT NULL, city TEXT DEFAULT '' NOT NULL, address_country TEXT DEFAULT '' NOT NULL, tax_number TEXT DEFAULT '' NOT NULL, gln TEXT DEFAULT '' NOT NULL, duns TEXT DEFAULT '' NOT NULL, sold_to TEXT DEFAULT '' NOT NULL, invoice_to TEXT DEFAULT '' NOT NULL, payer TEXT DEFAULT '' NOT NULL, parent TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_partners_customers PRIMARY KEY (customer)
);
INSERT INTO "partners_customers" VALUES('lakeside','Lakeside','EUR','en','','','UTC','','','',1,1,1796072748018731,'command line','','','','','','','','','','','');
INSERT INTO "partners_customers" VALUES('rhein','Rhein','EUR','en','','','UTC','','','',1,1,1796072748018731,'command line','','','','','','','','','','','');
CREATE TABLE partners_divisions (
	division TEXT NOT NULL, 
	name TEXT NOT NULL, address_lines TEXT DEFAULT '' NOT NULL, postcode TEXT DEFAULT '' NOT NULL, city TEXT DEFAULT '' NOT NULL, address_country TEXT DEFAULT '' NOT NULL, tax_number TEXT DEFAULT '' NOT NULL, gln TEXT DEFAULT '' NOT NULL, duns TEXT DEFAULT '' NOT NULL, bank_name TEXT DEFAULT '' NOT NULL, iban TEXT DEFAULT '' NOT NULL, bic TEXT DEFAULT '' NOT NULL, currency TEXT DEFAULT '' NOT NULL, changed_by TEXT DEFAULT '' NOT NULL, active BOOLEAN DEFAULT 1 NOT NULL, version INTEGER DEFAULT '1' NOT NULL, changed_us INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_partners_divisions PRIMARY KEY (division)
);
CREATE TABLE partners_industry_months (
	calendar TEXT NOT NULL, 
	name TEXT NOT NULL, 
	first DATE NOT NULL, 
	last DATE NOT NULL, 
	CONSTRAINT pk_partners_industry_months PRIMARY KEY (calendar, name)
);
CREATE TABLE partners_number_ranges (
	division TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	prefix TEXT NOT NULL, 
	first INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	width INTEGER NOT NULL, 
	next INTEGER NOT NULL, 
	active BOOLEAN NOT NULL, customer TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_partners_number_ranges PRIMARY KEY (division, kind, prefix), 
	CONSTRAINT ck_partners_number_ranges_next CHECK ("first" <= "next" AND "next" <= "last" + 1)
);
CREATE TABLE partners_plants (
	customer TEXT NOT NULL, 
	plant TEXT NOT NULL, 
	name TEXT NOT NULL, 
	calendar TEXT NOT NULL, address_lines TEXT DEFAULT '' NOT NULL, postcode TEXT DEFAULT '' NOT NULL, city TEXT DEFAULT '' NOT NULL, address_country TEXT DEFAULT '' NOT NULL, tax_number TEXT DEFAULT '' NOT NULL, gln TEXT DEFAULT '' NOT NULL, duns TEXT DEFAULT '' NOT NULL, active BOOLEAN DEFAULT 1 NOT NULL, 
	CONSTRAINT pk_partners_plants PRIMARY KEY (customer, plant)
);
CREATE TABLE partners_unloading_points (
	customer TEXT NOT NULL, 
	plant TEXT NOT NULL, 
	point TEXT NOT NULL, 
	name TEXT NOT NULL, active BOOLEAN DEFAULT 1 NOT NULL, 
	CONSTRAINT pk_partners_unloading_points PRIMARY KEY (customer, plant, point)
);
CREATE TABLE "partners_windows" (
	customer TEXT NOT NULL, 
	plant TEXT NOT NULL, 
	at TEXT NOT NULL, 
	percent INTEGER NOT NULL, 
	CONSTRAINT pk_partners_windows PRIMARY KEY (customer, plant, at), 
	CONSTRAINT ck_partners_windows_percent CHECK ("percent" = CAST("percent" AS BIGINT) AND "percent" BETWEEN 0 AND 1000000)
);
CREATE TABLE quality_blocks (
	block TEXT NOT NULL, 
	part TEXT NOT NULL, 
	lot TEXT NOT NULL, 
	serials BLOB NOT NULL, 
	person TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	PRIMARY KEY (block)
);
CREATE TABLE quality_lifts (
	block TEXT NOT NULL, 
	person TEXT NOT NULL, 
	second_person TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	PRIMARY KEY (block)
);
CREATE TABLE quality_tasks (
	block TEXT NOT NULL, 
	task TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	note TEXT NOT NULL, 
	done_us INTEGER, 
	done_by TEXT NOT NULL, 
	PRIMARY KEY (block, task)
);
CREATE TABLE "releases_authorised" (
	agreement TEXT NOT NULL, 
	part TEXT NOT NULL, 
	point TEXT DEFAULT '' NOT NULL, 
	start DATE NOT NULL, 
	fabricate INTEGER NOT NULL, 
	raw_material INTEGER NOT NULL, 
	closed TEXT NOT NULL, 
	CONSTRAINT pk_releases_authorised PRIMARY KEY (agreement, part, point), 
	CONSTRAINT ck_releases_authorised_fabricate CHECK ("fabricate" = CAST("fabricate" AS BIGINT) AND "fabricate" >= 0), 
	CONSTRAINT ck_releases_authorised_raw_material CHECK ("raw_material" = CAST("raw_material" AS BIGINT) AND "raw_material" >= 0)
);
CREATE TABLE releases_called_off (
	agreement TEXT NOT NULL, 
	part TEXT NOT NULL, 
	unloading_point TEXT NOT NULL, 
	on_day DATE NOT NULL, 
	at_time TEXT NOT NULL, 
	quantity INTEGER NOT NULL, 
	schedule INTEGER NOT NULL, 
	CONSTRAINT pk_releases_called_off PRIMARY KEY (agreement, part, unloading_point, on_day, at_time), 
	CONSTRAINT ck_releases_called_off_quantity CHECK ("quantity" = CAST("quantity" AS BIGINT) AND "quantity" >= 0)
);
INSERT INTO "releases_called_off" VALUES('LK-1','LM-1','','2026-12-05','',100000000,1);
INSERT INTO "releases_called_off" VALUES('LK-1','LM-1','','2026-12-08','',100000000,1);
INSERT INTO "releases_called_off" VALUES('LK-1','LM-1','','2026-12-12','',100000000,1);
CREATE TABLE "releases_cums" (
	agreement TEXT NOT NULL, 
	part TEXT NOT NULL, 
	point TEXT DEFAULT '' NOT NULL, 
	period INTEGER NOT NULL, 
	start DATE, 
	despatched INTEGER NOT NULL, 
	received INTEGER NOT NULL, 
	returns TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	CONSTRAINT pk_releases_cums PRIMARY KEY (agreement, part, point, period), 
	CONSTRAINT ck_releases_cums_despatched CHECK ("despatched" = CAST("despatched" AS BIGINT) AND "despatched" >= 0), 
	CONSTRAINT ck_releases_cums_received CHECK ("received" = CAST("received" AS BIGINT) AND "received" >= 0), 
	CONSTRAINT ck_releases_cums_in_transit CHECK ("received" <= "despatched")
);
INSERT INTO "releases_cums" VALUES('RH-1','4711','',0,NULL,50000000,48000000,'keep_cum',4);
INSERT INTO "releases_cums" VALUES('LK-1','LM-1','',0,NULL,40000000,0,'keep_cum',2);
INSERT INTO "releases_cums" VALUES('LK-1','LM-2','',0,NULL,7000000,0,'keep_cum',2);
CREATE TABLE releases_exceptions (
	exception INTEGER NOT NULL, 
	schedule INTEGER NOT NULL, 
	on_day DATE NOT NULL, 
	purchase_order TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	opened_us INTEGER NOT NULL, 
	closed_us INTEGER, 
	closed_by TEXT NOT NULL, 
	action TEXT NOT NULL, at_time TEXT DEFAULT '' NOT NULL, reference TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_releases_exceptions PRIMARY KEY (exception)
);
CREATE TABLE "releases_lines" (
	schedule INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	on_day DATE NOT NULL, 
	until_day DATE, 
	quantity INTEGER NOT NULL, 
	status TEXT NOT NULL, 
	purchase_order TEXT NOT NULL, 
	reference TEXT NOT NULL, 
	in_transit INTEGER NOT NULL, 
	backordered INTEGER NOT NULL, 
	cum INTEGER, 
	reconciled INTEGER, at_time TEXT DEFAULT '' NOT NULL, until_time TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_releases_lines PRIMARY KEY (schedule, number), 
	CONSTRAINT ck_releases_lines_quantity CHECK ("quantity" = CAST("quantity" AS BIGINT) AND "quantity" >= 0), 
	CONSTRAINT ck_releases_lines_in_transit CHECK ("in_transit" = CAST("in_transit" AS BIGINT) AND "in_transit" >= 0), 
	CONSTRAINT ck_releases_lines_backordered CHECK ("backordered" = CAST("backordered" AS BIGINT) AND "backordered" >= 0), 
	CONSTRAINT ck_releases_lines_cum CHECK ("cum" = CAST("cum" AS BIGINT) AND "cum" >= 0), 
	CONSTRAINT ck_releases_lines_reconciled CHECK ("reconciled" = CAST("reconciled" AS BIGINT) AND "reconciled" >= 0)
);
INSERT INTO "releases_lines" VALUES(1,1,'2026-12-05',NULL,100000000,'firm','','',0,0,NULL,100000000,'','');
INSERT INTO "releases_lines" VALUES(1,2,'2026-12-08',NULL,100000000,'firm','','',0,0,NULL,100000000,'','');
INSERT INTO "releases_lines" VALUES(1,3,'2026-12-12',NULL,100000000,'firm','','',0,0,NULL,100000000,'','');
INSERT INTO "releases_lines" VALUES(2,1,'2026-12-05',NULL,100000000,'firm','','',0,0,NULL,100000000,'','');
INSERT INTO "releases_lines" VALUES(2,2,'2026-12-08',NULL,400000000,'firm','','',0,0,NULL,400000000,'','');
INSERT INTO "releases_lines" VALUES(2,3,'2026-12-12',NULL,1250000000,'firm','','',0,0,NULL,1250000000,'','');
INSERT INTO "releases_lines" VALUES(3,1,'2026-12-04',NULL,50000000,'firm','','',0,0,50000000,50000000,'','');
INSERT INTO "releases_lines" VALUES(3,2,'2026-12-06',NULL,70000000,'firm','','',0,0,120000000,70000000,'','');
INSERT INTO "releases_lines" VALUES(3,3,'2026-12-20',NULL,300000000,'forecast','','',0,0,420000000,300000000,'','');
INSERT INTO "releases_lines" VALUES(3,4,'2026-12-27',NULL,300000000,'forecast','','',0,0,720000000,300000000,'','');
CREATE TABLE "releases_movements" (
	agreement TEXT NOT NULL, 
	part TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	at_us INTEGER NOT NULL, 
	who TEXT NOT NULL, 
	second_person TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	on_day DATE NOT NULL, 
	quantity INTEGER, 
	note TEXT NOT NULL, 
	side TEXT NOT NULL, 
	why TEXT NOT NULL, 
	synchronise_on DATE, 
	execute_on DATE, 
	interchange INTEGER, unloading_point TEXT DEFAULT '' NOT NULL, happened_us INTEGER, point TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_releases_movements PRIMARY KEY (agreement, part, seq), 
	CONSTRAINT ck_releases_movements_quantity CHECK ("quantity" = CAST("quantity" AS BIGINT)), 
	CONSTRAINT ck_releases_movements_kind CHECK (kind IN ('corrected', 'carried_over') OR "quantity" > 0)
);
INSERT INTO "releases_movements" VALUES('RH-1','4711',1,1796072765699668,'the shipping','','despatched','2026-11-30',50000000,'N1','','',NULL,NULL,NULL,'',NULL,'');
INSERT INTO "releases_movements" VALUES('RH-1','4711',2,1796072765781988,'the shipping','','despatched','2026-11-30',30000000,'N2','','',NULL,NULL,NULL,'',NULL,'');
INSERT INTO "releases_movements" VALUES('RH-1','4711',3,1796072765829228,'the shipping','','despatch_undone','2026-11-30',NULL,'N2','','no truck came',NULL,NULL,NULL,'',NULL,'');
INSERT INTO "releases_movements" VALUES('RH-1','4711',4,1796072765974958,'the planner','','received','2026-11-30',48000000,'N1','','',NULL,NULL,5,'',NULL,'');
INSERT INTO "releases_movements" VALUES('LK-1','LM-1',1,1796072766156324,'the shipping','','despatched','2026-11-30',40000000,'N3','','',NULL,NULL,NULL,'',NULL,'');
INSERT INTO "releases_movements" VALUES('LK-1','LM-1',2,1796072766228118,'the planner','','returned','2026-11-30',5000000,'','','scratched',NULL,NULL,NULL,'',NULL,'');
INSERT INTO "releases_movements" VALUES('LK-1','LM-2',1,1796072766274718,'the planner','','reset_planned','2099-01-01',NULL,'','','their new year','2099-01-01','2099-01-05',NULL,'',NULL,'');
INSERT INTO "releases_movements" VALUES('LK-1','LM-2',2,1796072768409427,'uli','ada','corrected','2026-11-30',7000000,'','despatched','counted together',NULL,NULL,NULL,'',NULL,'');
CREATE TABLE "releases_receipts" (
	receipt INTEGER NOT NULL, 
	interchange INTEGER NOT NULL, 
	message INTEGER NOT NULL, 
	line INTEGER NOT NULL, 
	number TEXT NOT NULL, 
	customer TEXT NOT NULL, 
	agreement TEXT NOT NULL, 
	part TEXT NOT NULL, 
	note TEXT NOT NULL, 
	on_day DATE NOT NULL, 
	despatched INTEGER, 
	received INTEGER, 
	accepted INTEGER, 
	rejected INTEGER, 
	missing INTEGER, 
	posted INTEGER NOT NULL, 
	cum INTEGER, 
	differences TEXT NOT NULL, 
	state TEXT NOT NULL, 
	reasons TEXT NOT NULL, 
	at_us INTEGER NOT NULL, point TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_releases_receipts PRIMARY KEY (receipt), 
	CONSTRAINT ck_releases_receipts_despatched CHECK ("despatched" = CAST("despatched" AS BIGINT) AND "despatched" >= 0), 
	CONSTRAINT ck_releases_receipts_received CHECK ("received" = CAST("received" AS BIGINT) AND "received" >= 0), 
	CONSTRAINT ck_releases_receipts_accepted CHECK ("accepted" = CAST("accepted" AS BIGINT) AND "accepted" >= 0), 
	CONSTRAINT ck_releases_receipts_rejected CHECK ("rejected" = CAST("rejected" AS BIGINT) AND "rejected" >= 0), 
	CONSTRAINT ck_releases_receipts_missing CHECK ("missing" = CAST("missing" AS BIGINT) AND "missing" >= 0), 
	CONSTRAINT ck_releases_receipts_posted CHECK ("posted" = CAST("posted" AS BIGINT) AND "posted" >= 0), 
	CONSTRAINT ck_releases_receipts_cum CHECK ("cum" = CAST("cum" AS BIGINT) AND "cum" >= 0)
);
INSERT INTO "releases_receipts" VALUES(1,5,1,1,'R1','rhein','RH-1','4711','N1','2026-11-30',50000000,48000000,NULL,NULL,2000000,48000000,NULL,'[]','posted','[{"code":"ledger.cums","template":"despatched cum {was_sent} -> {sent}, received cum {was_got} -> {got}, without receipt {in_transit}","figures":{"was_sent":"50","sent":"50","was_got":"0","got":"48","in_transit":"2"},"quantities":["was_sent","sent","was_got","got","in_transit"]}]',1796072765974958,'');
CREATE TABLE "releases_schedules" (
	schedule INTEGER NOT NULL, 
	agreement TEXT NOT NULL, 
	customer TEXT NOT NULL, 
	plant TEXT NOT NULL, 
	part TEXT NOT NULL, 
	unloading_point TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	number TEXT NOT NULL, 
	previous_number TEXT NOT NULL, 
	issued_on DATE NOT NULL, 
	first_day DATE NOT NULL, 
	until_day DATE, 
	received_us INTEGER NOT NULL, 
	interchange INTEGER NOT NULL, 
	message INTEGER NOT NULL, 
	partner TEXT NOT NULL, 
	state TEXT NOT NULL, 
	waits TEXT NOT NULL, 
	received_cum INTEGER, 
	counted_since DATE, 
	last_note TEXT NOT NULL, 
	authorisations TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	viewed_us INTEGER, 
	viewed_by TEXT NOT NULL, 
	changed_us INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	previous INTEGER, 
	due INTEGER NOT NULL, 
	terms_version INTEGER NOT NULL, 
	lines INTEGER NOT NULL, entered_by TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_releases_schedules PRIMARY KEY (schedule), 
	CONSTRAINT ck_releases_schedules_received_cum CHECK ("received_cum" = CAST("received_cum" AS BIGINT) AND "received_cum" >= 0)
);
INSERT INTO "releases_schedules" VALUES(1,'LK-1','lakeside','FLT','LM-1','','call_off','C1','','2026-11-29','2026-11-29','2027-01-29',1796072764636527,1,1,'lakeside','released','[]',NULL,NULL,'','[]','',NULL,'',1796072764849882,5,NULL,0,1,3,'');
INSERT INTO "releases_schedules" VALUES(2,'LK-1','lakeside','FLT','LM-1','','call_off','C2','','2026-11-29','2026-11-29','2027-01-29',1796072765082739,2,1,'lakeside','out_of_tolerance','[{"code":"tolerance.out","template":"{out} of {all} comparisons out of tolerance: the schedule is out","figures":{"out":"2","all":"3"},"quantities":[]},{"code":"tolerance.line_out","template":"{horizon}, {first} to {last}: {old} -> {new}, {percent}, allowed -{minus} to +{plus} %","figures":{"horizon":"six weeks","first":"2026-12-08","last":"2026-12-08","old":"200","new":"500","percent":"+150.00 %","minus":"10","plus":"20"},"quantities":["old","new","minus","plus"]},{"code":"tolerance.line_out","template":"{horizon}, {first} to {last}: {old} -> {new}, {percent}, allowed -{minus} to +{plus} %","figures":{"horizon":"six weeks","first":"2026-12-12","last":"2026-12-12","old":"300","new":"1750","percent":"+483.33 %","minus":"10","plus":"20"},"quantities":["old","new","minus","plus"]},{"code":"step.approve_by_hand","template":"is out of tolerance: a person approves it","figures":{},"quantities":[]}]',NULL,NULL,'','[]','',NULL,'',1796072765152127,3,1,0,1,3,'');
INSERT INTO "releases_schedules" VALUES(3,'RH-1','rhein','','4711','','plan','D1','','2026-11-29','2026-11-29',NULL,1796072765367249,4,1,'rhein','released','[]',0,NULL,'','[]','',NULL,'',1796072765494971,4,NULL,0,1,4,'');
CREATE TABLE releases_snoozes (
	schedule INTEGER NOT NULL, 
	until_us INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	waiting INTEGER NOT NULL, 
	snoozed_by TEXT NOT NULL, 
	PRIMARY KEY (schedule)
);
CREATE TABLE releases_steps (
	schedule INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	at_us INTEGER NOT NULL, 
	step TEXT NOT NULL, 
	from_state TEXT NOT NULL, 
	to_state TEXT NOT NULL, 
	who TEXT NOT NULL, 
	why TEXT NOT NULL, 
	reasons TEXT NOT NULL, 
	CONSTRAINT pk_releases_steps PRIMARY KEY (schedule, seq)
);
INSERT INTO "releases_steps" VALUES(1,1,1796072764636527,'receive','','received','the planner','','[]');
INSERT INTO "releases_steps" VALUES(1,2,1796072764849882,'reconcile','received','reconciled','lineside','','[{"code":"reconcile.off","template":"the agreement does not reconcile: lines stay as sent","figures":{},"quantities":[]},{"code":"closed.weekday","template":"line {number}: {quantity} on {on}, a day of the week that the customer is shut","figures":{"number":"1","quantity":"100","on":"2026-12-05"},"quantities":["quantity"]},{"code":"closed.weekday","template":"line {number}: {quantity} on {on}, a day of the week that the customer is shut","figures":{"number":"3","quantity":"100","on":"2026-12-12"},"quantities":["quantity"]}]');
INSERT INTO "releases_steps" VALUES(1,3,1796072764849882,'check_tolerance','reconciled','in_tolerance','lineside','','[{"code":"tolerance.first","template":"no schedule before it: nothing to compare","figures":{},"quantities":[]}]');
INSERT INTO "releases_steps" VALUES(1,4,1796072764849882,'approve','in_tolerance','approved','lineside','','[{"code":"flow.approved_by_agreement","template":"approved by the agreement: {approval}","figures":{"approval":"auto"},"quantities":[]}]');
INSERT INTO "releases_steps" VALUES(1,5,1796072764849882,'release','approved','released','lineside','','[{"code":"flow.written","template":"{created} order lines made, {rewritten} rewritten, {taken_out} taken out, {forecasts} forecasts","figures":{"created":"3","rewritten":"0","taken_out":"0","forecasts":"0"},"quantities":[]}]');
INSERT INTO "releases_steps" VALUES(2,1,1796072765082739,'receive','','received','the planner','','[]');
INSERT INTO "releases_steps" VALUES(2,2,1796072765152127,'reconcile','received','reconciled','lineside','','[{"code":"reconcile.off","template":"the agreement does not reconcile: lines stay as sent","figures":{},"quantities":[]},{"code":"closed.weekday","template":"line {number}: {quantity} on {on}, a day of the week that the customer is shut","figures":{"number":"1","quantity":"100","on":"2026-12-05"},"quantities":["quantity"]},{"code":"closed.weekday","template":"line {number}: {quantity} on {on}, a day of the week that the customer is shut","figures":{"number":"3","quantity":"1250","on":"2026-12-12"},"quantities":["quantity"]}]');
INSERT INTO "releases_steps" VALUES(2,3,1796072765152127,'check_tolerance','reconciled','out_of_tolerance','lineside','','[{"code":"tolerance.out","template":"{out} of {all} comparisons out of tolerance: the schedule is out","figures":{"out":"2","all":"3"},"quantities":[]},{"code":"tolerance.line_out","template":"{horizon}, {first} to {last}: {old} -> {new}, {percent}, allowed -{minus} to +{plus} %","figures":{"horizon":"six weeks","first":"2026-12-08","last":"2026-12-08","old":"200","new":"500","percent":"+150.00 %","minus":"10","plus":"20"},"quantities":["old","new","minus","plus"]},{"code":"tolerance.line_out","template":"{horizon}, {first} to {last}: {old} -> {new}, {percent}, allowed -{minus} to +{plus} %","figures":{"horizon":"six weeks","first":"2026-12-12","last":"2026-12-12","old":"300","new":"1750","percent":"+483.33 %","minus":"10","plus":"20"},"quantities":["old","new","minus","plus"]}]');
INSERT INTO "releases_steps" VALUES(3,1,1796072765367249,'receive','','received','the planner','','[]');
INSERT INTO "releases_steps" VALUES(3,2,1796072765494971,'reconcile','received','reconciled','lineside','','[{"code":"reconcile.off","template":"the agreement does not reconcile: lines stay as sent","figures":{},"quantities":[]},{"code":"closed.weekday","template":"line {number}: {quantity} on {on}, a day of the week that the customer is shut","figures":{"number":"2","quantity":"70","on":"2026-12-06"},"quantities":["quantity"]}]');
INSERT INTO "releases_steps" VALUES(3,3,1796072765494971,'approve','reconciled','approved','lineside','','[{"code":"flow.approved_by_agreement","template":"approved by the agreement: {approval}","figures":{"approval":"auto"},"quantities":[]}]');
INSERT INTO "releases_steps" VALUES(3,4,1796072765494971,'release','approved','released','lineside','','[{"code":"flow.written","template":"{created} order lines made, {rewritten} rewritten, {taken_out} taken out, {forecasts} forecasts","figures":{"created":"2","rewritten":"0","taken_out":"0","forecasts":"2"},"quantities":[]}]');
CREATE TABLE releases_unprocessed (
	entry INTEGER NOT NULL, 
	interchange INTEGER NOT NULL, 
	message INTEGER NOT NULL, 
	partner TEXT NOT NULL, 
	customer TEXT NOT NULL, 
	part TEXT NOT NULL, 
	what TEXT NOT NULL, 
	reasons TEXT NOT NULL, 
	opened_us INTEGER NOT NULL, 
	owner TEXT NOT NULL, 
	closed_us INTEGER, 
	closed_by TEXT NOT NULL, 
	closing TEXT NOT NULL, 
	why TEXT NOT NULL, 
	CONSTRAINT pk_releases_unprocessed PRIMARY KEY (entry)
);
INSERT INTO "releases_unprocessed" VALUES(1,3,1,'lakeside','lakeside','NOBODY','unknown_part','[{"code":"receive.unknown_part","template":"part {part} is in no active agreement with {customer}","figures":{"part":"NOBODY","customer":"lakeside"},"quantities":[]}]',1796072765283212,'',NULL,'','','');
CREATE TABLE tracking_alarm_answers (
	alarm INTEGER NOT NULL, 
	owner TEXT DEFAULT '' NOT NULL, 
	taken_us INTEGER, 
	closed_us INTEGER, 
	closed_by TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_tracking_alarm_answers PRIMARY KEY (alarm)
);
CREATE TABLE tracking_alarms (
	alarm INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	node TEXT NOT NULL, 
	text TEXT NOT NULL, 
	first_us INTEGER NOT NULL, 
	last_us INTEGER NOT NULL, 
	times INTEGER NOT NULL, since_us INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_tracking_alarms PRIMARY KEY (alarm), 
	CONSTRAINT uq_tracking_alarms_subject UNIQUE (kind, subject)
);
CREATE TABLE tracking_attendance (
	node TEXT NOT NULL, 
	workplace TEXT NOT NULL, 
	fact INTEGER NOT NULL, 
	person TEXT NOT NULL, 
	since_us INTEGER NOT NULL, 
	until_us INTEGER, 
	CONSTRAINT pk_tracking_attendance PRIMARY KEY (node, workplace, fact)
);
CREATE TABLE tracking_blocks (
	node TEXT NOT NULL, 
	block TEXT NOT NULL, 
	part TEXT NOT NULL, 
	lot TEXT NOT NULL, 
	serials BLOB NOT NULL, 
	person TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	lifted_us INTEGER, 
	lifted_by TEXT NOT NULL, 
	second_person TEXT NOT NULL, 
	lift_reason TEXT NOT NULL, told BOOLEAN DEFAULT 0 NOT NULL, fact INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (node, block)
);
CREATE TABLE tracking_conflicts (
	node TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	"offset" INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	received_us INTEGER NOT NULL, 
	body BLOB NOT NULL, 
	CONSTRAINT pk_tracking_conflicts PRIMARY KEY (node, epoch, "offset", hash)
);
CREATE TABLE tracking_exceptions (
	node TEXT NOT NULL, 
	exception TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	text TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	times INTEGER NOT NULL, 
	owner TEXT NOT NULL, 
	closed_us INTEGER, 
	note TEXT NOT NULL, 
	fact INTEGER NOT NULL, taken_us INTEGER, 
	CONSTRAINT pk_tracking_exceptions PRIMARY KEY (node, exception)
);
CREATE TABLE tracking_facts (
	fact INTEGER NOT NULL, 
	node TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	"offset" INTEGER NOT NULL, 
	at_us INTEGER NOT NULL, 
	received_us INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	refusal TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	body BLOB NOT NULL, 
	CONSTRAINT pk_tracking_facts PRIMARY KEY (fact), 
	CONSTRAINT uq_tracking_facts_identity UNIQUE (node, epoch, "offset")
);
INSERT INTO "tracking_facts" VALUES(1,'cell-a',1,0,1796072764428030,1796072764438558,'c65d8faa25e08f579d94559e2bc1f1b5','masters_adopted','','',X'7B2274797065223A226D6173746572735F61646F70746564222C2276657273696F6E223A312C22646967657374223A2265656565656565656565656565656565227D');
INSERT INTO "tracking_facts" VALUES(2,'cell-a',1,1,1796072764428030,1796072764438558,'e2ce289812c666bd6afe9bcc0a0936bd','run_opened','','',X'7B2274797065223A2272756E5F6F70656E6564222C2266656564223A224C31222C2265706F6368223A312C226669727374223A312C2266697273745F6E756D626572223A312C226C6173745F6E756D626572223A393939392C2277696E646F77223A35307D');
INSERT INTO "tracking_facts" VALUES(3,'cell-a',1,2,1796072764428030,1796072764438558,'2073c3925581da265ec6d11c2e5720b1','telegram_taken','','',X'7B2274797065223A2274656C656772616D5F74616B656E222C2274656C656772616D223A7B2266656564223A224C31222C2263616C6C5F6E756D626572223A224330303031222C2273657175656E63655F6E756D626572223A2230303031222C22737461747573223A2266696E616C222C2276696E223A2256584E3030303030303030303030303031222C22706F736974696F6E223A317D2C227265616374696F6E223A22696E5F6F72646572222C2265706F6368223A312C226E756D626572223A312C226E65656473223A5B7B2266616D696C79223A2273656174222C2270617274223A225031222C227175616E74697479223A312C2266616365223A224631222C227261636B5F66616D696C79223A2252222C2272756C65223A2241222C2273657269616C5F747261636B6564223A747275657D5D2C226F72646572223A5B312C312C305D7D');
INSERT INTO "tracking_facts" VALUES(4,'cell-a',1,3,1796072764428030,1796072764438558,'3bf8f5ba6083bd1c71b814f814276a3a','telegram_taken','','',X'7B2274797065223A2274656C656772616D5F74616B656E222C2274656C656772616D223A7B2266656564223A224C31222C2263616C6C5F6E756D626572223A224330303032222C2273657175656E63655F6E756D626572223A2230303032222C22737461747573223A2266696E616C222C2276696E223A2256584E3030303030303030303030303032222C22706F736974696F6E223A327D2C227265616374696F6E223A22696E5F6F72646572222C2265706F6368223A312C226E756D626572223A322C226E65656473223A5B7B2266616D696C79223A2273656174222C2270617274223A225031222C227175616E74697479223A312C2266616365223A224631222C227261636B5F66616D696C79223A2252222C2272756C65223A2241222C2273657269616C5F747261636B6564223A747275657D5D2C226F72646572223A5B312C322C305D7D');
INSERT INTO "tracking_facts" VALUES(5,'cell-a',1,4,1796072764428030,1796072764438558,'4a1dc2d5ca254defa9982a91757de4c2','rack_formed','','',X'7B2274797065223A227261636B5F666F726D6564222C227261636B223A22522D312D30303031222C227261636B5F66616D696C79223A2252222C22706F696E745F6F665F666974223A22503137222C2266656564223A224C31222C2265706F6368223A312C2266697273745F6E756D626572223A312C2273697A65223A387D');
INSERT INTO "tracking_facts" VALUES(6,'cell-a',1,5,1796072764428030,1796072764438558,'09577b27db75345164982cb4453c0b24','scanned','','',X'7B2274797065223A227363616E6E6564222C22646576696365223A227363616E2D31222C22776F726B706C616365223A224131222C22706572736F6E223A227031222C2276657264696374223A227269676874222C22636F6465223A22706172742E7269676874222C2274657874223A225331222C227261775F6964223A312C227261636B223A22522D312D30303031222C22736C6F74223A302C226D61727269616765223A7B2266656564223A224C31222C2263616C6C5F6E756D626572223A224330303031222C2276696E223A2256584E3030303030303030303030303031222C22706F696E745F6F665F666974223A22503137222C227261636B223A22522D312D30303031222C22736C6F74223A302C2266616D696C79223A2273656174222C2270617274223A225031222C2273657269616C223A225331222C227069656365223A312C227175616E74697479223A317D7D');
CREATE TABLE tracking_followed (
	node TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	projected INTEGER NOT NULL, 
	applied INTEGER NOT NULL, 
	refused INTEGER NOT NULL, 
	last_fact_us INTEGER, 
	untold_from INTEGER, 
	CONSTRAINT pk_tracking_followed PRIMARY KEY (node, epoch)
);
INSERT INTO "tracking_followed" VALUES('cell-a',1,5,6,0,1796072764428030,NULL);
CREATE TABLE tracking_forecasts (
	node TEXT NOT NULL, 
	rack TEXT NOT NULL, 
	first_permille INTEGER NOT NULL, 
	late_permille INTEGER NOT NULL, 
	due_us INTEGER NOT NULL, 
	done_us INTEGER NOT NULL, 
	spread_ms INTEGER NOT NULL, 
	made_us INTEGER NOT NULL, 
	closed_us INTEGER, 
	late BOOLEAN, 
	fact INTEGER NOT NULL, waits INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_tracking_forecasts PRIMARY KEY (node, rack)
);
CREATE TABLE tracking_holes (
	node TEXT NOT NULL, 
	feed TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	since_us INTEGER NOT NULL, 
	closed_us INTEGER, 
	closed_by TEXT NOT NULL, 
	CONSTRAINT pk_tracking_holes PRIMARY KEY (node, feed, kind, epoch, number)
);
CREATE TABLE tracking_in_doubt (
	node TEXT NOT NULL, 
	feed TEXT NOT NULL, 
	call_number TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	number INTEGER, 
	at_us INTEGER NOT NULL, 
	fact INTEGER NOT NULL, 
	PRIMARY KEY (node, feed, call_number)
);
CREATE TABLE tracking_labels (
	node TEXT NOT NULL, 
	label TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	copy INTEGER NOT NULL, 
	printer TEXT NOT NULL, 
	rack TEXT NOT NULL, 
	slot INTEGER NOT NULL, 
	family TEXT NOT NULL, 
	piece INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	fields BLOB NOT NULL, 
	person TEXT NOT NULL, 
	second_person TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	requested_us INTEGER NOT NULL, 
	moved_us INTEGER NOT NULL, 
	fact INTEGER NOT NULL, 
	CONSTRAINT pk_tracking_labels PRIMARY KEY (node, label)
);
CREATE TABLE tracking_left_out (
	node TEXT NOT NULL, 
	rack TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	slot INTEGER NOT NULL, 
	call_number TEXT NOT NULL, 
	family TEXT NOT NULL, 
	"index" INTEGER NOT NULL, 
	part TEXT NOT NULL, 
	quantity INTEGER NOT NULL, 
	PRIMARY KEY (node, rack, place)
);
CREATE TABLE tracking_links (
	kind TEXT NOT NULL, 
	value TEXT NOT NULL, 
	fact INTEGER NOT NULL, 
	CONSTRAINT pk_tracking_links PRIMARY KEY (kind, value, fact)
)
 WITHOUT ROWID

;
INSERT INTO "tracking_links" VALUES('call','C0001',3);
INSERT INTO "tracking_links" VALUES('call','C0001',6);
INSERT INTO "tracking_links" VALUES('call','C0002',4);
INSERT INTO "tracking_links" VALUES('number','L1:1:1',3);
INSERT INTO "tracking_links" VALUES('number','L1:1:2',4);
INSERT INTO "tracking_links" VALUES('rack','R-1-0001',5);
INSERT INTO "tracking_links" VALUES('rack','R-1-0001',6);
INSERT INTO "tracking_links" VALUES('serial','S1',6);
CREATE TABLE tracking_load_racks (
	node TEXT NOT NULL, 
	rack TEXT NOT NULL, 
	load TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	loaded_us INTEGER NOT NULL, 
	person TEXT NOT NULL, 
	"before" BLOB NOT NULL, 
	reason TEXT NOT NULL, 
	PRIMARY KEY (node, rack)
);
CREATE TABLE tracking_loads (
	node TEXT NOT NULL, 
	load TEXT NOT NULL, 
	truck TEXT NOT NULL, 
	dock TEXT NOT NULL, 
	load_order TEXT NOT NULL, 
	planned BLOB NOT NULL, 
	opened_us INTEGER NOT NULL, 
	opened_by TEXT NOT NULL, 
	departed_us INTEGER, 
	departed_by TEXT NOT NULL, 
	seal TEXT NOT NULL, 
	left_behind BLOB NOT NULL, 
	reason TEXT NOT NULL, 
	delivered_us INTEGER, 
	delivered_by TEXT NOT NULL, 
	place TEXT NOT NULL, 
	fact INTEGER NOT NULL, 
	PRIMARY KEY (node, load)
);
CREATE TABLE tracking_marriages (
	marriage INTEGER NOT NULL, 
	node TEXT NOT NULL, 
	feed TEXT NOT NULL, 
	call_number TEXT NOT NULL, 
	vin TEXT NOT NULL, 
	point_of_fit TEXT NOT NULL, 
	rack TEXT NOT NULL, 
	slot INTEGER NOT NULL, 
	family TEXT NOT NULL, 
	part TEXT NOT NULL, 
	serial TEXT NOT NULL, 
	lot TEXT NOT NULL, 
	piece INTEGER NOT NULL, 
	quantity INTEGER NOT NULL, 
	person TEXT NOT NULL, 
	workplace TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	divorced_by INTEGER, 
	divorced_us INTEGER, 
	divorce_reason TEXT NOT NULL, back_us INTEGER, "index" INTEGER DEFAULT '0' NOT NULL, put_awaited BOOLEAN DEFAULT 0 NOT NULL, put_us INTEGER, put_by TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_tracking_marriages PRIMARY KEY (marriage)
);
INSERT INTO "tracking_marriages" VALUES(6,'cell-a','L1','C0001','VXN00000000000001','P17','R-1-0001',0,'seat','P1','S1','',1,1,'p1','A1',1796072764428030,NULL,NULL,'',NULL,0,0,NULL,'');
CREATE TABLE tracking_masters (
	node TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	adopted_us INTEGER, 
	refused_version INTEGER, 
	refused_reason TEXT NOT NULL, 
	refused_us INTEGER, 
	fact INTEGER NOT NULL, 
	CONSTRAINT pk_tracking_masters PRIMARY KEY (node)
);
INSERT INTO "tracking_masters" VALUES('cell-a',1,1796072764428030,NULL,'',NULL,1);
CREATE TABLE tracking_module_orders (
	fact INTEGER NOT NULL, 
	node TEXT NOT NULL, 
	feed TEXT NOT NULL, 
	call_number TEXT NOT NULL, 
	vin TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	number INTEGER, 
	module TEXT NOT NULL, 
	status TEXT NOT NULL, 
	rack TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	PRIMARY KEY (fact)
);
CREATE TABLE tracking_nodes (
	node TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	high_water INTEGER NOT NULL, 
	anchor TEXT NOT NULL, 
	last_heard_us INTEGER NOT NULL, 
	duplicates INTEGER NOT NULL, 
	incidents INTEGER NOT NULL, 
	CONSTRAINT pk_tracking_nodes PRIMARY KEY (node, epoch)
);
INSERT INTO "tracking_nodes" VALUES('cell-a',1,5,'09577b27db75345164982cb4453c0b24',1796072764438558,0,0);
CREATE TABLE tracking_plans (
	node TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	body BLOB NOT NULL, 
	fact INTEGER NOT NULL, 
	CONSTRAINT pk_tracking_plans PRIMARY KEY (node)
);
CREATE TABLE tracking_progress (
	node TEXT NOT NULL, 
	feed TEXT NOT NULL, 
	what TEXT NOT NULL, 
	rack_family TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	at_us INTEGER NOT NULL, 
	CONSTRAINT pk_tracking_progress PRIMARY KEY (node, feed, what, rack_family)
);
INSERT INTO "tracking_progress" VALUES('cell-a','L1','position','',0,2,1796072764428030);
INSERT INTO "tracking_progress" VALUES('cell-a','L1','received','',1,2,1796072764428030);
INSERT INTO "tracking_progress" VALUES('cell-a','L1','picked','R',1,1,1796072764428030);
CREATE TABLE tracking_racks (
	node TEXT NOT NULL, 
	rack TEXT NOT NULL, 
	rack_family TEXT NOT NULL, 
	point_of_fit TEXT NOT NULL, 
	feed TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	first_number INTEGER NOT NULL, 
	size INTEGER NOT NULL, 
	load_order TEXT NOT NULL, 
	gap_policy TEXT NOT NULL, 
	hold_after_vehicles INTEGER NOT NULL, 
	carrier TEXT NOT NULL, 
	formed_us INTEGER NOT NULL, 
	closed_us INTEGER, 
	short_last INTEGER, 
	shipped_us INTEGER, 
	fact INTEGER NOT NULL, put_check TEXT DEFAULT 'never' NOT NULL, filling TEXT DEFAULT 'number' NOT NULL, dealt TEXT DEFAULT '{}' NOT NULL, rack_group TEXT DEFAULT '' NOT NULL, returned_us INTEGER, returned_by TEXT DEFAULT '' NOT NULL, returned_empty BOOLEAN DEFAULT 0 NOT NULL, return_reason TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_tracking_racks PRIMARY KEY (node, rack)
);
INSERT INTO "tracking_racks" VALUES('cell-a','R-1-0001','R','P17','L1',1,1,8,'same','hold_at_once',0,'',1796072764428030,NULL,NULL,NULL,5,'never','number','{}','',NULL,'',0,'');
CREATE TABLE tracking_received (
	receipt INTEGER NOT NULL, 
	node TEXT NOT NULL, 
	part TEXT NOT NULL, 
	lot TEXT NOT NULL, 
	serial TEXT NOT NULL, 
	quantity INTEGER NOT NULL, 
	place TEXT NOT NULL, 
	supplier TEXT NOT NULL, 
	person TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	PRIMARY KEY (receipt)
);
CREATE TABLE tracking_row_numbers (
	name TEXT NOT NULL, 
	last INTEGER NOT NULL, 
	CONSTRAINT pk_tracking_row_numbers PRIMARY KEY (name)
);
INSERT INTO "tracking_row_numbers" VALUES('fact',6);
INSERT INTO "tracking_row_numbers" VALUES('look',0);
CREATE TABLE tracking_runs (
	node TEXT NOT NULL, 
	feed TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	first INTEGER NOT NULL, 
	frontier INTEGER NOT NULL, 
	first_number INTEGER NOT NULL, 
	last_number INTEGER NOT NULL, 
	window_numbers INTEGER NOT NULL, continuity TEXT DEFAULT 'number' NOT NULL, jumped BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_tracking_runs PRIMARY KEY (node, feed, epoch)
);
INSERT INTO "tracking_runs" VALUES('cell-a','L1',1,1,2,1,9999,50,'number',0);
CREATE TABLE tracking_scans (
	node TEXT NOT NULL, 
	workplace TEXT NOT NULL, 
	device TEXT NOT NULL, 
	verdict TEXT NOT NULL, 
	scans INTEGER NOT NULL, 
	last_us INTEGER NOT NULL, 
	CONSTRAINT pk_tracking_scans PRIMARY KEY (node, workplace, device, verdict)
);
INSERT INTO "tracking_scans" VALUES('cell-a','A1','scan-1','right',1,1796072764428030);
CREATE TABLE tracking_skips (
	node TEXT NOT NULL, 
	feed TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	person TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	CONSTRAINT pk_tracking_skips PRIMARY KEY (node, feed, epoch, number)
);
CREATE TABLE tracking_tours (
	node TEXT NOT NULL, 
	tour TEXT NOT NULL, 
	workplace TEXT NOT NULL, 
	person TEXT NOT NULL, 
	rack TEXT NOT NULL, 
	first_number INTEGER, 
	last_number INTEGER, 
	picks INTEGER NOT NULL, 
	started_us INTEGER NOT NULL, 
	ended_us INTEGER, 
	completed BOOLEAN, 
	planned_finish_us INTEGER, 
	due_us INTEGER, 
	fact INTEGER NOT NULL, 
	CONSTRAINT pk_tracking_tours PRIMARY KEY (node, tour)
);
CREATE TABLE tracking_unchecked (
	node TEXT NOT NULL, 
	rack TEXT NOT NULL, 
	slots TEXT NOT NULL, 
	person TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	PRIMARY KEY (node, rack)
);
CREATE TABLE tracking_unit_racks (
	node TEXT NOT NULL, 
	rack TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	person TEXT NOT NULL, 
	at_us INTEGER NOT NULL, 
	PRIMARY KEY (node, rack)
);
CREATE TABLE tracking_vehicles (
	node TEXT NOT NULL, 
	feed TEXT NOT NULL, 
	call_number TEXT NOT NULL, 
	vin TEXT NOT NULL, 
	epoch INTEGER NOT NULL, 
	number INTEGER, 
	claimed_number INTEGER, 
	sequence_number TEXT NOT NULL, 
	status TEXT NOT NULL, 
	withdrawn BOOLEAN NOT NULL, 
	fitted BOOLEAN NOT NULL, 
	position INTEGER, 
	model TEXT NOT NULL, 
	colour TEXT NOT NULL, 
	needs BLOB NOT NULL, 
	problems BLOB NOT NULL, 
	version TEXT NOT NULL, 
	content_version TEXT NOT NULL, 
	fact INTEGER NOT NULL, 
	at_us INTEGER NOT NULL, held TEXT DEFAULT '{}' NOT NULL, 
	CONSTRAINT pk_tracking_vehicles PRIMARY KEY (node, feed, call_number)
);
INSERT INTO "tracking_vehicles" VALUES('cell-a','L1','C0001','VXN00000000000001',1,1,1,'0001','final',0,0,1,'','',X'5B7B2266616D696C79223A2273656174222C2270617274223A225031222C227175616E74697479223A312C2266616365223A224631222C227261636B5F66616D696C79223A2252222C2272756C65223A2241222C2273657269616C5F747261636B6564223A747275657D5D',X'5B5D','[1,1,0]','[1,1,0]',3,1796072764428030,'{}');
INSERT INTO "tracking_vehicles" VALUES('cell-a','L1','C0002','VXN00000000000002',1,2,2,'0002','final',0,0,2,'','',X'5B7B2266616D696C79223A2273656174222C2270617274223A225031222C227175616E74697479223A312C2266616365223A224631222C227261636B5F66616D696C79223A2252222C2272756C65223A2241222C2273657269616C5F747261636B6564223A747275657D5D',X'5B5D','[1,2,0]','[1,2,0]',4,1796072764428030,'{}');
CREATE INDEX ix_broadcast_telegrams_call ON broadcast_telegrams (call_number);
CREATE INDEX ix_broadcast_telegrams_status ON broadcast_telegrams (feed, status, position);
CREATE INDEX ix_broadcast_telegrams_vin ON broadcast_telegrams (vin);
CREATE INDEX ix_tracking_labels_label ON tracking_labels (label);
CREATE INDEX ix_tracking_labels_state ON tracking_labels (state, moved_us);
CREATE INDEX ix_tracking_marriages_call ON tracking_marriages (call_number);
CREATE INDEX ix_tracking_marriages_serial ON tracking_marriages (serial, part);
CREATE INDEX ix_tracking_marriages_vin ON tracking_marriages (vin);
CREATE INDEX ix_tracking_racks_rack ON tracking_racks (rack);
CREATE INDEX ix_tracking_racks_range ON tracking_racks (feed, epoch, first_number);
CREATE INDEX ix_tracking_vehicles_call ON tracking_vehicles (call_number);
CREATE INDEX ix_tracking_vehicles_number ON tracking_vehicles (node, feed, epoch, number);
CREATE INDEX ix_tracking_vehicles_sequence ON tracking_vehicles (sequence_number);
CREATE INDEX ix_tracking_vehicles_vin ON tracking_vehicles (vin);
CREATE INDEX ix_tracking_tours_started ON tracking_tours (node, started_us);
CREATE INDEX ix_tracking_forecasts_closed ON tracking_forecasts (closed_us);
CREATE INDEX ix_tracking_facts_refused ON tracking_facts (fact) WHERE refusal <> '';
CREATE INDEX ix_tracking_vehicles_claimed ON tracking_vehicles (claimed_number, node);
CREATE INDEX ix_tracking_vehicles_fact ON tracking_vehicles (fact);
CREATE INDEX ix_tracking_vehicles_unclear ON tracking_vehicles (fact) WHERE length(problems) > 2;
CREATE INDEX ix_tracking_marriages_slot ON tracking_marriages (rack, slot);
CREATE INDEX ix_tracking_racks_here ON tracking_racks (feed, epoch, first_number) WHERE shipped_us IS NULL;
CREATE INDEX ix_tracking_racks_fact ON tracking_racks (fact);
CREATE INDEX ix_tracking_holes_open ON tracking_holes (closed_us, node, feed);
CREATE INDEX ix_tracking_labels_rack ON tracking_labels (rack);
CREATE INDEX ix_tracking_labels_moved ON tracking_labels (moved_us, node, printer, state, copy);
CREATE INDEX ix_tracking_labels_fact ON tracking_labels (fact);
CREATE INDEX ix_tracking_labels_reprints ON tracking_labels (fact) WHERE copy > 1;
CREATE INDEX ix_tracking_exceptions_open ON tracking_exceptions (closed_us, node);
CREATE INDEX ix_tracking_exceptions_fact ON tracking_exceptions (fact);
CREATE INDEX ix_tracking_alarms_last ON tracking_alarms (last_us);
CREATE INDEX ix_tracking_attendance_until ON tracking_attendance (until_us, node);
CREATE INDEX ix_tracking_forecasts_due ON tracking_forecasts (due_us);
CREATE INDEX ix_access_sessions_person ON access_sessions (person, closed_us);
CREATE INDEX ix_access_attempts_person ON access_attempts (person, at_us);
CREATE INDEX ix_access_attempts_source ON access_attempts (source, at_us);
CREATE INDEX ix_access_attempts_locked ON access_attempts (locked_until_us);
CREATE INDEX ix_audit_changes_object ON audit_changes (object, change);
CREATE INDEX ix_audit_changes_who ON audit_changes (who, change);
CREATE INDEX ix_agreements_customer ON agreements (customer);
CREATE INDEX ix_agreements_amendments_agreement ON agreements_amendments (agreement, seq);
CREATE UNIQUE INDEX ix_edi_interchanges_claim ON edi_interchanges (claim, piece);
CREATE INDEX ix_edi_interchanges_partner ON edi_interchanges (partner, digest);
CREATE INDEX ix_edi_interchanges_of ON edi_interchanges (partner, interchange);
CREATE INDEX ix_edi_interchanges_way_of ON edi_interchanges (partner, direction, interchange);
CREATE INDEX ix_edi_interchanges_direction ON edi_interchanges (direction, interchange);
CREATE INDEX ix_edi_interchanges_reference ON edi_interchanges (direction, partner, reference);
CREATE INDEX ix_edi_interchanges_state ON edi_interchanges (state, interchange);
CREATE INDEX ix_edi_interchanges_answers ON edi_interchanges (answers);
CREATE INDEX ix_edi_interchanges_import ON edi_interchanges (import_batch);
CREATE UNIQUE INDEX ix_edi_interchanges_once ON edi_interchanges (partner, digest) WHERE direction = 'in' AND state IN ('posted', 'held');
CREATE UNIQUE INDEX ix_edi_interchanges_number ON edi_interchanges (partner, sender, test, reference) WHERE direction = 'in' AND syntax <> 'vda' AND state IN ('posted', 'held');
CREATE UNIQUE INDEX ix_edi_interchanges_sent ON edi_interchanges (partner, reference) WHERE direction = 'out';
CREATE INDEX ix_edi_messages_document ON edi_messages (document);
CREATE INDEX ix_releases_exceptions_open ON releases_exceptions (closed_us, exception);
CREATE INDEX ix_releases_exceptions_schedule ON releases_exceptions (schedule);
CREATE INDEX ix_releases_unprocessed_interchange ON releases_unprocessed (interchange);
CREATE INDEX ix_releases_unprocessed_open ON releases_unprocessed (closed_us, entry);
CREATE INDEX ix_orders_notes_at ON orders_notes (at_us, note);
CREATE INDEX ix_masters_proposals_cell ON masters_proposals (cell, proposal);
CREATE INDEX ix_tracking_blocks_lifted ON tracking_blocks (lifted_us, node);
CREATE INDEX ix_tracking_loads_fact ON tracking_loads (fact);
CREATE INDEX ix_tracking_load_racks_load ON tracking_load_racks (node, load);
CREATE INDEX ix_tracking_received_serial ON tracking_received (serial, part);
CREATE INDEX ix_tracking_received_lot ON tracking_received (lot, part);
CREATE INDEX ix_tracking_marriages_lot ON tracking_marriages (lot, part);
CREATE INDEX ix_tracking_marriages_part ON tracking_marriages (part);
CREATE INDEX ix_alarms_seen_over ON alarms_seen (over_us);
CREATE INDEX ix_alarms_sendings_alarm ON alarms_sendings (alarm);
CREATE INDEX ix_alarms_sendings_state ON alarms_sendings (state, next_us);
CREATE INDEX ix_tracking_module_orders_call ON tracking_module_orders (call_number);
CREATE INDEX ix_tracking_unit_racks_unit ON tracking_unit_racks (unit);
CREATE INDEX ix_cums_accepted_part ON cums_accepted (agreement, part, accepted);
CREATE INDEX ix_cums_closings_note ON cums_closings (agreement, part, note);
CREATE INDEX ix_cums_stated_part ON cums_stated (agreement, part, schedule);
CREATE INDEX ix_orders_floor_shipments_fact ON orders_floor_shipments (fact);
CREATE INDEX ix_orders_floor_shipments_day ON orders_floor_shipments (on_day);
CREATE INDEX ix_orders_forecasts_active ON orders_forecasts (agreement, part, active);
CREATE INDEX ix_orders_lines_part ON orders_lines (agreement, part, on_day);
CREATE INDEX ix_orders_note_lines_line ON orders_note_lines (line);
CREATE INDEX ix_releases_movements_note ON releases_movements (note, agreement, part);
CREATE INDEX ix_releases_movements_resets ON releases_movements (agreement, part, seq) WHERE kind IN ('reset_planned', 'reset_executed');
CREATE INDEX ix_releases_movements_by_people ON releases_movements (agreement, part, seq) WHERE kind IN ('corrected', 'returned');
CREATE INDEX ix_releases_receipts_interchange ON releases_receipts (interchange, message, line);
CREATE INDEX ix_releases_receipts_note ON releases_receipts (note);
CREATE INDEX ix_releases_receipts_cum ON releases_receipts (agreement, part, on_day) WHERE cum IS NOT NULL;
CREATE INDEX ix_releases_schedules_customer ON releases_schedules (customer, schedule);
CREATE INDEX ix_releases_schedules_due ON releases_schedules (due, schedule);
CREATE INDEX ix_releases_schedules_interchange ON releases_schedules (interchange);
CREATE INDEX ix_releases_schedules_of_part ON releases_schedules (part, schedule);
CREATE INDEX ix_releases_schedules_state ON releases_schedules (state, schedule);
CREATE INDEX ix_releases_schedules_unviewed ON releases_schedules (schedule) WHERE viewed_us IS NULL AND state = 'released';
CREATE INDEX ix_releases_receipts_differing ON releases_receipts (agreement, part) WHERE missing IS NOT NULL AND missing <> 0 AND state = 'posted';
CREATE INDEX ix_releases_schedules_stream ON releases_schedules (agreement, part, kind, unloading_point, schedule);
CREATE INDEX ix_tracking_alarm_answers_closed ON tracking_alarm_answers (closed_us);
CREATE INDEX ix_tracking_in_doubt_number ON tracking_in_doubt (node, feed, epoch, number);
CREATE INDEX ix_despatch_units_note ON despatch_units (note);
CREATE INDEX ix_despatch_units_parent ON despatch_units (parent);
CREATE INDEX ix_despatch_load_notes_load ON despatch_load_notes (load);
CREATE INDEX ix_agreements_parts_part ON agreements_parts (part);
CREATE INDEX ix_agreements_parts_our_part ON agreements_parts (our_part);
CREATE UNIQUE INDEX ix_orders_by_hand_key ON orders_by_hand (who, "key");
CREATE INDEX ix_orders_lines_day ON orders_lines (due_on, line);
CREATE INDEX ix_orders_lines_open ON orders_lines (due_on, line) WHERE state IN ('open', 'picked');
CREATE INDEX ix_access_kept_forms_at ON access_kept_forms (at_us);
CREATE INDEX ix_access_kept_forms_person ON access_kept_forms (person, at_us);
CREATE INDEX ix_tracking_loads_load ON tracking_loads (load);
CREATE INDEX ix_orders_lines_reference ON orders_lines (reference);
CREATE INDEX ix_orders_lines_purchase_order ON orders_lines (purchase_order);
CREATE INDEX ix_orders_notes_note ON orders_notes (note);
CREATE INDEX ix_despatch_units_unit ON despatch_units (unit);
CREATE INDEX ix_despatch_loads_number ON despatch_loads (number);
CREATE INDEX ix_despatch_loads_truck ON despatch_loads (truck);
CREATE INDEX ix_releases_schedules_number ON releases_schedules (number);
CREATE INDEX ix_edi_interchanges_begins ON edi_interchanges (reference);
CREATE INDEX ix_edi_interchanges_name ON edi_interchanges (name);
CREATE INDEX ix_orders_purchase_orders_number ON orders_purchase_orders (number);
CREATE TRIGGER audit_changes_update BEFORE UPDATE ON audit_changes BEGIN SELECT RAISE(ABORT, 'the history is only added to'); END;
CREATE TRIGGER audit_changes_delete BEFORE DELETE ON audit_changes BEGIN SELECT RAISE(ABORT, 'the history is only added to'); END;
CREATE TRIGGER audit_seals_update BEFORE UPDATE ON audit_seals BEGIN SELECT RAISE(ABORT, 'the history is only added to'); END;
CREATE TRIGGER audit_seals_delete BEFORE DELETE ON audit_seals BEGIN SELECT RAISE(ABORT, 'the history is only added to'); END;
CREATE TRIGGER audit_access_enrolments_insert AFTER INSERT ON access_enrolments BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'access_enrolments:' || NEW."enrolment", 'insert', NULL, json_object('enrolment', NEW."enrolment", 'code_hash', 'kept', 'cell', NEW."cell", 'created_us', NEW."created_us", 'created_by', NEW."created_by", 'expires_us', NEW."expires_us", 'used_us', NEW."used_us", 'used_from', NEW."used_from", 'token_id', NEW."token_id")); END;
CREATE TRIGGER audit_access_enrolments_update AFTER UPDATE ON access_enrolments WHEN OLD."enrolment" IS NOT NEW."enrolment" OR OLD."code_hash" IS NOT NEW."code_hash" OR OLD."cell" IS NOT NEW."cell" OR OLD."created_us" IS NOT NEW."created_us" OR OLD."created_by" IS NOT NEW."created_by" OR OLD."expires_us" IS NOT NEW."expires_us" OR OLD."used_us" IS NOT NEW."used_us" OR OLD."used_from" IS NOT NEW."used_from" OR OLD."token_id" IS NOT NEW."token_id" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'access_enrolments:' || NEW."enrolment", 'update', json_object('enrolment', OLD."enrolment", 'code_hash', 'kept', 'cell', OLD."cell", 'created_us', OLD."created_us", 'created_by', OLD."created_by", 'expires_us', OLD."expires_us", 'used_us', OLD."used_us", 'used_from', OLD."used_from", 'token_id', OLD."token_id"), json_object('enrolment', NEW."enrolment", 'code_hash', CASE WHEN OLD."code_hash" IS NEW."code_hash" THEN 'kept' ELSE 'changed' END, 'cell', NEW."cell", 'created_us', NEW."created_us", 'created_by', NEW."created_by", 'expires_us', NEW."expires_us", 'used_us', NEW."used_us", 'used_from', NEW."used_from", 'token_id', NEW."token_id")); END;
CREATE TRIGGER audit_access_enrolments_delete AFTER DELETE ON access_enrolments BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'access_enrolments:' || OLD."enrolment", 'delete', json_object('enrolment', OLD."enrolment", 'code_hash', 'kept', 'cell', OLD."cell", 'created_us', OLD."created_us", 'created_by', OLD."created_by", 'expires_us', OLD."expires_us", 'used_us', OLD."used_us", 'used_from', OLD."used_from", 'token_id', OLD."token_id"), NULL); END;
CREATE TRIGGER audit_access_people_insert AFTER INSERT ON access_people BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'access_people:' || NEW."person", 'insert', NULL, json_object('person', NEW."person", 'name', NEW."name", 'language', NEW."language", 'badge_hash', 'kept', 'password_set_us', NEW."password_set_us", 'active', NEW."active", 'version', NEW."version", 'created_us', NEW."created_us", 'changed_us', NEW."changed_us", 'changed_by', NEW."changed_by")); END;
CREATE TRIGGER audit_access_people_update AFTER UPDATE ON access_people WHEN OLD."person" IS NOT NEW."person" OR OLD."name" IS NOT NEW."name" OR OLD."language" IS NOT NEW."language" OR OLD."badge_hash" IS NOT NEW."badge_hash" OR OLD."password_set_us" IS NOT NEW."password_set_us" OR OLD."active" IS NOT NEW."active" OR OLD."version" IS NOT NEW."version" OR OLD."created_us" IS NOT NEW."created_us" OR OLD."changed_us" IS NOT NEW."changed_us" OR OLD."changed_by" IS NOT NEW."changed_by" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'access_people:' || NEW."person", 'update', json_object('person', OLD."person", 'name', OLD."name", 'language', OLD."language", 'badge_hash', 'kept', 'password_set_us', OLD."password_set_us", 'active', OLD."active", 'version', OLD."version", 'created_us', OLD."created_us", 'changed_us', OLD."changed_us", 'changed_by', OLD."changed_by"), json_object('person', NEW."person", 'name', NEW."name", 'language', NEW."language", 'badge_hash', CASE WHEN OLD."badge_hash" IS NEW."badge_hash" THEN 'kept' ELSE 'changed' END, 'password_set_us', NEW."password_set_us", 'active', NEW."active", 'version', NEW."version", 'created_us', NEW."created_us", 'changed_us', NEW."changed_us", 'changed_by', NEW."changed_by")); END;
CREATE TRIGGER audit_access_people_delete AFTER DELETE ON access_people BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'access_people:' || OLD."person", 'delete', json_object('person', OLD."person", 'name', OLD."name", 'language', OLD."language", 'badge_hash', 'kept', 'password_set_us', OLD."password_set_us", 'active', OLD."active", 'version', OLD."version", 'created_us', OLD."created_us", 'changed_us', OLD."changed_us", 'changed_by', OLD."changed_by"), NULL); END;
CREATE TRIGGER audit_access_tokens_insert AFTER INSERT ON access_tokens BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'access_tokens:' || NEW."token_id", 'insert', NULL, json_object('token_id', NEW."token_id", 'secret_hash', 'kept', 'role', NEW."role", 'cell', NEW."cell", 'feed', NEW."feed", 'name', NEW."name", 'created_us', NEW."created_us", 'expires_us', NEW."expires_us", 'revoked_us', NEW."revoked_us")); END;
CREATE TRIGGER audit_access_tokens_update AFTER UPDATE ON access_tokens WHEN OLD."token_id" IS NOT NEW."token_id" OR OLD."secret_hash" IS NOT NEW."secret_hash" OR OLD."role" IS NOT NEW."role" OR OLD."cell" IS NOT NEW."cell" OR OLD."feed" IS NOT NEW."feed" OR OLD."name" IS NOT NEW."name" OR OLD."created_us" IS NOT NEW."created_us" OR OLD."expires_us" IS NOT NEW."expires_us" OR OLD."revoked_us" IS NOT NEW."revoked_us" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'access_tokens:' || NEW."token_id", 'update', json_object('token_id', OLD."token_id", 'secret_hash', 'kept', 'role', OLD."role", 'cell', OLD."cell", 'feed', OLD."feed", 'name', OLD."name", 'created_us', OLD."created_us", 'expires_us', OLD."expires_us", 'revoked_us', OLD."revoked_us"), json_object('token_id', NEW."token_id", 'secret_hash', CASE WHEN OLD."secret_hash" IS NEW."secret_hash" THEN 'kept' ELSE 'changed' END, 'role', NEW."role", 'cell', NEW."cell", 'feed', NEW."feed", 'name', NEW."name", 'created_us', NEW."created_us", 'expires_us', NEW."expires_us", 'revoked_us', NEW."revoked_us")); END;
CREATE TRIGGER audit_access_tokens_delete AFTER DELETE ON access_tokens BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'access_tokens:' || OLD."token_id", 'delete', json_object('token_id', OLD."token_id", 'secret_hash', 'kept', 'role', OLD."role", 'cell', OLD."cell", 'feed', OLD."feed", 'name', OLD."name", 'created_us', OLD."created_us", 'expires_us', OLD."expires_us", 'revoked_us', OLD."revoked_us"), NULL); END;
CREATE TRIGGER audit_agreements_insert AFTER INSERT ON agreements BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'agreements:' || NEW."agreement", 'insert', NULL, json_object('agreement', NEW."agreement", 'customer', NEW."customer", 'plant', NEW."plant", 'points', NEW."points", 'currency', NEW."currency", 'division', NEW."division", 'terms', NEW."terms", 'state', NEW."state", 'version', NEW."version", 'note', NEW."note", 'changed_us', NEW."changed_us", 'changed_by', NEW."changed_by")); END;
CREATE TRIGGER audit_agreements_update AFTER UPDATE ON agreements WHEN OLD."agreement" IS NOT NEW."agreement" OR OLD."customer" IS NOT NEW."customer" OR OLD."plant" IS NOT NEW."plant" OR OLD."points" IS NOT NEW."points" OR OLD."currency" IS NOT NEW."currency" OR OLD."division" IS NOT NEW."division" OR OLD."terms" IS NOT NEW."terms" OR OLD."state" IS NOT NEW."state" OR OLD."version" IS NOT NEW."version" OR OLD."note" IS NOT NEW."note" OR OLD."changed_us" IS NOT NEW."changed_us" OR OLD."changed_by" IS NOT NEW."changed_by" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'agreements:' || NEW."agreement", 'update', json_object('agreement', OLD."agreement", 'customer', OLD."customer", 'plant', OLD."plant", 'points', OLD."points", 'currency', OLD."currency", 'division', OLD."division", 'terms', OLD."terms", 'state', OLD."state", 'version', OLD."version", 'note', OLD."note", 'changed_us', OLD."changed_us", 'changed_by', OLD."changed_by"), json_object('agreement', NEW."agreement", 'customer', NEW."customer", 'plant', NEW."plant", 'points', NEW."points", 'currency', NEW."currency", 'division', NEW."division", 'terms', NEW."terms", 'state', NEW."state", 'version', NEW."version", 'note', NEW."note", 'changed_us', NEW."changed_us", 'changed_by', NEW."changed_by")); END;
CREATE TRIGGER audit_agreements_delete AFTER DELETE ON agreements BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'agreements:' || OLD."agreement", 'delete', json_object('agreement', OLD."agreement", 'customer', OLD."customer", 'plant', OLD."plant", 'points', OLD."points", 'currency', OLD."currency", 'division', OLD."division", 'terms', OLD."terms", 'state', OLD."state", 'version', OLD."version", 'note', OLD."note", 'changed_us', OLD."changed_us", 'changed_by', OLD."changed_by"), NULL); END;
CREATE TRIGGER audit_agreements_amendments_insert AFTER INSERT ON agreements_amendments BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'agreements_amendments:' || NEW."seq", 'insert', NULL, json_object('seq', NEW."seq", 'agreement', NEW."agreement", 'what', NEW."what", 'was', NEW."was", 'now', NEW."now", 'who', NEW."who", 'why', NEW."why", 'at_us', NEW."at_us")); END;
CREATE TRIGGER audit_agreements_amendments_update AFTER UPDATE ON agreements_amendments WHEN OLD."seq" IS NOT NEW."seq" OR OLD."agreement" IS NOT NEW."agreement" OR OLD."what" IS NOT NEW."what" OR OLD."was" IS NOT NEW."was" OR OLD."now" IS NOT NEW."now" OR OLD."who" IS NOT NEW."who" OR OLD."why" IS NOT NEW."why" OR OLD."at_us" IS NOT NEW."at_us" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'agreements_amendments:' || NEW."seq", 'update', json_object('seq', OLD."seq", 'agreement', OLD."agreement", 'what', OLD."what", 'was', OLD."was", 'now', OLD."now", 'who', OLD."who", 'why', OLD."why", 'at_us', OLD."at_us"), json_object('seq', NEW."seq", 'agreement', NEW."agreement", 'what', NEW."what", 'was', NEW."was", 'now', NEW."now", 'who', NEW."who", 'why', NEW."why", 'at_us', NEW."at_us")); END;
CREATE TRIGGER audit_agreements_amendments_delete AFTER DELETE ON agreements_amendments BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'agreements_amendments:' || OLD."seq", 'delete', json_object('seq', OLD."seq", 'agreement', OLD."agreement", 'what', OLD."what", 'was', OLD."was", 'now', OLD."now", 'who', OLD."who", 'why', OLD."why", 'at_us', OLD."at_us"), NULL); END;
CREATE TRIGGER audit_agreements_parts_insert AFTER INSERT ON agreements_parts BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'agreements_parts:' || NEW."agreement" || '/' || NEW."part", 'insert', NULL, json_object('agreement', NEW."agreement", 'part', NEW."part", 'our_part', NEW."our_part", 'description', NEW."description", 'unit', NEW."unit", 'active', NEW."active", 'terms', NEW."terms")); END;
CREATE TRIGGER audit_agreements_parts_update AFTER UPDATE ON agreements_parts WHEN OLD."agreement" IS NOT NEW."agreement" OR OLD."part" IS NOT NEW."part" OR OLD."our_part" IS NOT NEW."our_part" OR OLD."description" IS NOT NEW."description" OR OLD."unit" IS NOT NEW."unit" OR OLD."active" IS NOT NEW."active" OR OLD."terms" IS NOT NEW."terms" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'agreements_parts:' || NEW."agreement" || '/' || NEW."part", 'update', json_object('agreement', OLD."agreement", 'part', OLD."part", 'our_part', OLD."our_part", 'description', OLD."description", 'unit', OLD."unit", 'active', OLD."active", 'terms', OLD."terms"), json_object('agreement', NEW."agreement", 'part', NEW."part", 'our_part', NEW."our_part", 'description', NEW."description", 'unit', NEW."unit", 'active', NEW."active", 'terms', NEW."terms")); END;
CREATE TRIGGER audit_agreements_parts_delete AFTER DELETE ON agreements_parts BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'agreements_parts:' || OLD."agreement" || '/' || OLD."part", 'delete', json_object('agreement', OLD."agreement", 'part', OLD."part", 'our_part', OLD."our_part", 'description', OLD."description", 'unit', OLD."unit", 'active', OLD."active", 'terms', OLD."terms"), NULL); END;
CREATE TRIGGER audit_agreements_prices_insert AFTER INSERT ON agreements_prices BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'agreements_prices:' || NEW."agreement" || '/' || NEW."part" || '/' || NEW."entered", 'insert', NULL, json_object('agreement', NEW."agreement", 'part', NEW."part", 'entered', NEW."entered", 'valid_from', NEW."valid_from", 'quantity_from', CASE WHEN NEW."quantity_from" IS NOT NULL THEN CASE WHEN NEW."quantity_from" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."quantity_from") / 1000000, abs(NEW."quantity_from") % 1000000), '0'), '.') END, 'each', CASE WHEN NEW."each" IS NOT NULL THEN CASE WHEN NEW."each" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."each") / 1000000, abs(NEW."each") % 1000000), '0'), '.') END, 'currency', NEW."currency", 'at_us', NEW."at_us", 'who', NEW."who")); END;
CREATE TRIGGER audit_agreements_prices_update AFTER UPDATE ON agreements_prices WHEN OLD."agreement" IS NOT NEW."agreement" OR OLD."part" IS NOT NEW."part" OR OLD."entered" IS NOT NEW."entered" OR OLD."valid_from" IS NOT NEW."valid_from" OR OLD."quantity_from" IS NOT NEW."quantity_from" OR OLD."each" IS NOT NEW."each" OR OLD."currency" IS NOT NEW."currency" OR OLD."at_us" IS NOT NEW."at_us" OR OLD."who" IS NOT NEW."who" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'agreements_prices:' || NEW."agreement" || '/' || NEW."part" || '/' || NEW."entered", 'update', json_object('agreement', OLD."agreement", 'part', OLD."part", 'entered', OLD."entered", 'valid_from', OLD."valid_from", 'quantity_from', CASE WHEN OLD."quantity_from" IS NOT NULL THEN CASE WHEN OLD."quantity_from" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."quantity_from") / 1000000, abs(OLD."quantity_from") % 1000000), '0'), '.') END, 'each', CASE WHEN OLD."each" IS NOT NULL THEN CASE WHEN OLD."each" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."each") / 1000000, abs(OLD."each") % 1000000), '0'), '.') END, 'currency', OLD."currency", 'at_us', OLD."at_us", 'who', OLD."who"), json_object('agreement', NEW."agreement", 'part', NEW."part", 'entered', NEW."entered", 'valid_from', NEW."valid_from", 'quantity_from', CASE WHEN NEW."quantity_from" IS NOT NULL THEN CASE WHEN NEW."quantity_from" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."quantity_from") / 1000000, abs(NEW."quantity_from") % 1000000), '0'), '.') END, 'each', CASE WHEN NEW."each" IS NOT NULL THEN CASE WHEN NEW."each" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."each") / 1000000, abs(NEW."each") % 1000000), '0'), '.') END, 'currency', NEW."currency", 'at_us', NEW."at_us", 'who', NEW."who")); END;
CREATE TRIGGER audit_agreements_prices_delete AFTER DELETE ON agreements_prices BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'agreements_prices:' || OLD."agreement" || '/' || OLD."part" || '/' || OLD."entered", 'delete', json_object('agreement', OLD."agreement", 'part', OLD."part", 'entered', OLD."entered", 'valid_from', OLD."valid_from", 'quantity_from', CASE WHEN OLD."quantity_from" IS NOT NULL THEN CASE WHEN OLD."quantity_from" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."quantity_from") / 1000000, abs(OLD."quantity_from") % 1000000), '0'), '.') END, 'each', CASE WHEN OLD."each" IS NOT NULL THEN CASE WHEN OLD."each" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."each") / 1000000, abs(OLD."each") % 1000000), '0'), '.') END, 'currency', OLD."currency", 'at_us', OLD."at_us", 'who', OLD."who"), NULL); END;
CREATE TRIGGER audit_agreements_years_insert AFTER INSERT ON agreements_years BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'agreements_years:' || NEW."agreement" || '/' || NEW."name", 'insert', NULL, json_object('agreement', NEW."agreement", 'name', NEW."name", 'first', NEW."first", 'last', NEW."last", 'quantity', CASE WHEN NEW."quantity" IS NOT NULL THEN CASE WHEN NEW."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."quantity") / 1000000, abs(NEW."quantity") % 1000000), '0'), '.') END)); END;
CREATE TRIGGER audit_agreements_years_update AFTER UPDATE ON agreements_years WHEN OLD."agreement" IS NOT NEW."agreement" OR OLD."name" IS NOT NEW."name" OR OLD."first" IS NOT NEW."first" OR OLD."last" IS NOT NEW."last" OR OLD."quantity" IS NOT NEW."quantity" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'agreements_years:' || NEW."agreement" || '/' || NEW."name", 'update', json_object('agreement', OLD."agreement", 'name', OLD."name", 'first', OLD."first", 'last', OLD."last", 'quantity', CASE WHEN OLD."quantity" IS NOT NULL THEN CASE WHEN OLD."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."quantity") / 1000000, abs(OLD."quantity") % 1000000), '0'), '.') END), json_object('agreement', NEW."agreement", 'name', NEW."name", 'first', NEW."first", 'last', NEW."last", 'quantity', CASE WHEN NEW."quantity" IS NOT NULL THEN CASE WHEN NEW."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."quantity") / 1000000, abs(NEW."quantity") % 1000000), '0'), '.') END)); END;
CREATE TRIGGER audit_agreements_years_delete AFTER DELETE ON agreements_years BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'agreements_years:' || OLD."agreement" || '/' || OLD."name", 'delete', json_object('agreement', OLD."agreement", 'name', OLD."name", 'first', OLD."first", 'last', OLD."last", 'quantity', CASE WHEN OLD."quantity" IS NOT NULL THEN CASE WHEN OLD."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."quantity") / 1000000, abs(OLD."quantity") % 1000000), '0'), '.') END), NULL); END;
CREATE TRIGGER audit_alarms_seen_insert AFTER INSERT ON alarms_seen BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'alarms_seen:' || NEW."alarm", 'insert', NULL, json_object('alarm', NEW."alarm", 'kind', NEW."kind", 'node', NEW."node", 'subject', NEW."subject", 'name', NEW."name", 'level', NEW."level", 'text', NEW."text", 'seen_us', NEW."seen_us", 'taken_by', NEW."taken_by", 'taken_us', NEW."taken_us", 'over_us', NEW."over_us")); END;
CREATE TRIGGER audit_alarms_seen_update AFTER UPDATE ON alarms_seen WHEN OLD."alarm" IS NOT NEW."alarm" OR OLD."kind" IS NOT NEW."kind" OR OLD."node" IS NOT NEW."node" OR OLD."subject" IS NOT NEW."subject" OR OLD."name" IS NOT NEW."name" OR OLD."level" IS NOT NEW."level" OR OLD."text" IS NOT NEW."text" OR OLD."seen_us" IS NOT NEW."seen_us" OR OLD."taken_by" IS NOT NEW."taken_by" OR OLD."taken_us" IS NOT NEW."taken_us" OR OLD."over_us" IS NOT NEW."over_us" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'alarms_seen:' || NEW."alarm", 'update', json_object('alarm', OLD."alarm", 'kind', OLD."kind", 'node', OLD."node", 'subject', OLD."subject", 'name', OLD."name", 'level', OLD."level", 'text', OLD."text", 'seen_us', OLD."seen_us", 'taken_by', OLD."taken_by", 'taken_us', OLD."taken_us", 'over_us', OLD."over_us"), json_object('alarm', NEW."alarm", 'kind', NEW."kind", 'node', NEW."node", 'subject', NEW."subject", 'name', NEW."name", 'level', NEW."level", 'text', NEW."text", 'seen_us', NEW."seen_us", 'taken_by', NEW."taken_by", 'taken_us', NEW."taken_us", 'over_us', NEW."over_us")); END;
CREATE TRIGGER audit_alarms_seen_delete AFTER DELETE ON alarms_seen BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'alarms_seen:' || OLD."alarm", 'delete', json_object('alarm', OLD."alarm", 'kind', OLD."kind", 'node', OLD."node", 'subject', OLD."subject", 'name', OLD."name", 'level', OLD."level", 'text', OLD."text", 'seen_us', OLD."seen_us", 'taken_by', OLD."taken_by", 'taken_us', OLD."taken_us", 'over_us', OLD."over_us"), NULL); END;
CREATE TRIGGER audit_cells_masters_insert AFTER INSERT ON cells_masters BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'cells_masters:' || NEW."cell" || '/' || NEW."version", 'insert', NULL, json_object('cell', NEW."cell", 'version', NEW."version", 'digest', NEW."digest", 'at_us', NEW."at_us", 'by_whom', NEW."by_whom", 'body', hex(NEW."body"), 'why', NEW."why")); END;
CREATE TRIGGER audit_cells_masters_update AFTER UPDATE ON cells_masters WHEN OLD."cell" IS NOT NEW."cell" OR OLD."version" IS NOT NEW."version" OR OLD."digest" IS NOT NEW."digest" OR OLD."at_us" IS NOT NEW."at_us" OR OLD."by_whom" IS NOT NEW."by_whom" OR OLD."body" IS NOT NEW."body" OR OLD."why" IS NOT NEW."why" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'cells_masters:' || NEW."cell" || '/' || NEW."version", 'update', json_object('cell', OLD."cell", 'version', OLD."version", 'digest', OLD."digest", 'at_us', OLD."at_us", 'by_whom', OLD."by_whom", 'body', hex(OLD."body"), 'why', OLD."why"), json_object('cell', NEW."cell", 'version', NEW."version", 'digest', NEW."digest", 'at_us', NEW."at_us", 'by_whom', NEW."by_whom", 'body', hex(NEW."body"), 'why', NEW."why")); END;
CREATE TRIGGER audit_cells_masters_delete AFTER DELETE ON cells_masters BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'cells_masters:' || OLD."cell" || '/' || OLD."version", 'delete', json_object('cell', OLD."cell", 'version', OLD."version", 'digest', OLD."digest", 'at_us', OLD."at_us", 'by_whom', OLD."by_whom", 'body', hex(OLD."body"), 'why', OLD."why"), NULL); END;
CREATE TRIGGER audit_cums_accepted_insert AFTER INSERT ON cums_accepted BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'cums_accepted:' || NEW."accepted", 'insert', NULL, json_object('accepted', NEW."accepted", 'agreement', NEW."agreement", 'part', NEW."part", 'point', NEW."point", 'cum', CASE WHEN NEW."cum" IS NOT NULL THEN CASE WHEN NEW."cum" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."cum") / 1000000, abs(NEW."cum") % 1000000), '0'), '.') END, 'on_day', NEW."on_day", 'at_us', NEW."at_us", 'who', NEW."who", 'second_person', NEW."second_person", 'why', NEW."why")); END;
CREATE TRIGGER audit_cums_accepted_update AFTER UPDATE ON cums_accepted WHEN OLD."accepted" IS NOT NEW."accepted" OR OLD."agreement" IS NOT NEW."agreement" OR OLD."part" IS NOT NEW."part" OR OLD."point" IS NOT NEW."point" OR OLD."cum" IS NOT NEW."cum" OR OLD."on_day" IS NOT NEW."on_day" OR OLD."at_us" IS NOT NEW."at_us" OR OLD."who" IS NOT NEW."who" OR OLD."second_person" IS NOT NEW."second_person" OR OLD."why" IS NOT NEW."why" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'cums_accepted:' || NEW."accepted", 'update', json_object('accepted', OLD."accepted", 'agreement', OLD."agreement", 'part', OLD."part", 'point', OLD."point", 'cum', CASE WHEN OLD."cum" IS NOT NULL THEN CASE WHEN OLD."cum" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."cum") / 1000000, abs(OLD."cum") % 1000000), '0'), '.') END, 'on_day', OLD."on_day", 'at_us', OLD."at_us", 'who', OLD."who", 'second_person', OLD."second_person", 'why', OLD."why"), json_object('accepted', NEW."accepted", 'agreement', NEW."agreement", 'part', NEW."part", 'point', NEW."point", 'cum', CASE WHEN NEW."cum" IS NOT NULL THEN CASE WHEN NEW."cum" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."cum") / 1000000, abs(NEW."cum") % 1000000), '0'), '.') END, 'on_day', NEW."on_day", 'at_us', NEW."at_us", 'who', NEW."who", 'second_person', NEW."second_person", 'why', NEW."why")); END;
CREATE TRIGGER audit_cums_accepted_delete AFTER DELETE ON cums_accepted BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'cums_accepted:' || OLD."accepted", 'delete', json_object('accepted', OLD."accepted", 'agreement', OLD."agreement", 'part', OLD."part", 'point', OLD."point", 'cum', CASE WHEN OLD."cum" IS NOT NULL THEN CASE WHEN OLD."cum" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."cum") / 1000000, abs(OLD."cum") % 1000000), '0'), '.') END, 'on_day', OLD."on_day", 'at_us', OLD."at_us", 'who', OLD."who", 'second_person', OLD."second_person", 'why', OLD."why"), NULL); END;
CREATE TRIGGER audit_cums_closings_insert AFTER INSERT ON cums_closings BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'cums_closings:' || NEW."closing", 'insert', NULL, json_object('closing', NEW."closing", 'agreement', NEW."agreement", 'part', NEW."part", 'point', NEW."point", 'note', NEW."note", 'how', NEW."how", 'quantity', CASE WHEN NEW."quantity" IS NOT NULL THEN CASE WHEN NEW."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."quantity") / 1000000, abs(NEW."quantity") % 1000000), '0'), '.') END, 'on_day', NEW."on_day", 'at_us', NEW."at_us", 'who', NEW."who", 'why', NEW."why", 'receipt', NEW."receipt", 'void', NEW."void")); END;
CREATE TRIGGER audit_cums_closings_update AFTER UPDATE ON cums_closings WHEN OLD."closing" IS NOT NEW."closing" OR OLD."agreement" IS NOT NEW."agreement" OR OLD."part" IS NOT NEW."part" OR OLD."point" IS NOT NEW."point" OR OLD."note" IS NOT NEW."note" OR OLD."how" IS NOT NEW."how" OR OLD."quantity" IS NOT NEW."quantity" OR OLD."on_day" IS NOT NEW."on_day" OR OLD."at_us" IS NOT NEW."at_us" OR OLD."who" IS NOT NEW."who" OR OLD."why" IS NOT NEW."why" OR OLD."receipt" IS NOT NEW."receipt" OR OLD."void" IS NOT NEW."void" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'cums_closings:' || NEW."closing", 'update', json_object('closing', OLD."closing", 'agreement', OLD."agreement", 'part', OLD."part", 'point', OLD."point", 'note', OLD."note", 'how', OLD."how", 'quantity', CASE WHEN OLD."quantity" IS NOT NULL THEN CASE WHEN OLD."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."quantity") / 1000000, abs(OLD."quantity") % 1000000), '0'), '.') END, 'on_day', OLD."on_day", 'at_us', OLD."at_us", 'who', OLD."who", 'why', OLD."why", 'receipt', OLD."receipt", 'void', OLD."void"), json_object('closing', NEW."closing", 'agreement', NEW."agreement", 'part', NEW."part", 'point', NEW."point", 'note', NEW."note", 'how', NEW."how", 'quantity', CASE WHEN NEW."quantity" IS NOT NULL THEN CASE WHEN NEW."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."quantity") / 1000000, abs(NEW."quantity") % 1000000), '0'), '.') END, 'on_day', NEW."on_day", 'at_us', NEW."at_us", 'who', NEW."who", 'why', NEW."why", 'receipt', NEW."receipt", 'void', NEW."void")); END;
CREATE TRIGGER audit_cums_closings_delete AFTER DELETE ON cums_closings BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'cums_closings:' || OLD."closing", 'delete', json_object('closing', OLD."closing", 'agreement', OLD."agreement", 'part', OLD."part", 'point', OLD."point", 'note', OLD."note", 'how', OLD."how", 'quantity', CASE WHEN OLD."quantity" IS NOT NULL THEN CASE WHEN OLD."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."quantity") / 1000000, abs(OLD."quantity") % 1000000), '0'), '.') END, 'on_day', OLD."on_day", 'at_us', OLD."at_us", 'who', OLD."who", 'why', OLD."why", 'receipt', OLD."receipt", 'void', OLD."void"), NULL); END;
CREATE TRIGGER audit_cums_difference_owners_insert AFTER INSERT ON cums_difference_owners BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'cums_difference_owners:' || NEW."agreement" || '/' || NEW."part" || '/' || NEW."note", 'insert', NULL, json_object('agreement', NEW."agreement", 'part', NEW."part", 'note', NEW."note", 'owner', NEW."owner")); END;
CREATE TRIGGER audit_cums_difference_owners_update AFTER UPDATE ON cums_difference_owners WHEN OLD."agreement" IS NOT NEW."agreement" OR OLD."part" IS NOT NEW."part" OR OLD."note" IS NOT NEW."note" OR OLD."owner" IS NOT NEW."owner" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'cums_difference_owners:' || NEW."agreement" || '/' || NEW."part" || '/' || NEW."note", 'update', json_object('agreement', OLD."agreement", 'part', OLD."part", 'note', OLD."note", 'owner', OLD."owner"), json_object('agreement', NEW."agreement", 'part', NEW."part", 'note', NEW."note", 'owner', NEW."owner")); END;
CREATE TRIGGER audit_cums_difference_owners_delete AFTER DELETE ON cums_difference_owners BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'cums_difference_owners:' || OLD."agreement" || '/' || OLD."part" || '/' || OLD."note", 'delete', json_object('agreement', OLD."agreement", 'part', OLD."part", 'note', OLD."note", 'owner', OLD."owner"), NULL); END;
CREATE TRIGGER audit_despatch_contents_insert AFTER INSERT ON despatch_contents BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'despatch_contents:' || NEW."unit" || '/' || NEW."agreement" || '/' || NEW."part" || '/' || NEW."line", 'insert', NULL, json_object('unit', NEW."unit", 'agreement', NEW."agreement", 'part', NEW."part", 'line', NEW."line", 'quantity', CASE WHEN NEW."quantity" IS NOT NULL THEN CASE WHEN NEW."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."quantity") / 1000000, abs(NEW."quantity") % 1000000), '0'), '.') END)); END;
CREATE TRIGGER audit_despatch_contents_update AFTER UPDATE ON despatch_contents WHEN OLD."unit" IS NOT NEW."unit" OR OLD."agreement" IS NOT NEW."agreement" OR OLD."part" IS NOT NEW."part" OR OLD."line" IS NOT NEW."line" OR OLD."quantity" IS NOT NEW."quantity" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'despatch_contents:' || NEW."unit" || '/' || NEW."agreement" || '/' || NEW."part" || '/' || NEW."line", 'update', json_object('unit', OLD."unit", 'agreement', OLD."agreement", 'part', OLD."part", 'line', OLD."line", 'quantity', CASE WHEN OLD."quantity" IS NOT NULL THEN CASE WHEN OLD."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."quantity") / 1000000, abs(OLD."quantity") % 1000000), '0'), '.') END), json_object('unit', NEW."unit", 'agreement', NEW."agreement", 'part', NEW."part", 'line', NEW."line", 'quantity', CASE WHEN NEW."quantity" IS NOT NULL THEN CASE WHEN NEW."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."quantity") / 1000000, abs(NEW."quantity") % 1000000), '0'), '.') END)); END;
CREATE TRIGGER audit_despatch_contents_delete AFTER DELETE ON despatch_contents BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'despatch_contents:' || OLD."unit" || '/' || OLD."agreement" || '/' || OLD."part" || '/' || OLD."line", 'delete', json_object('unit', OLD."unit", 'agreement', OLD."agreement", 'part', OLD."part", 'line', OLD."line", 'quantity', CASE WHEN OLD."quantity" IS NOT NULL THEN CASE WHEN OLD."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."quantity") / 1000000, abs(OLD."quantity") % 1000000), '0'), '.') END), NULL); END;
CREATE TRIGGER audit_despatch_load_notes_insert AFTER INSERT ON despatch_load_notes BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'despatch_load_notes:' || NEW."note", 'insert', NULL, json_object('note', NEW."note", 'load', NEW."load")); END;
CREATE TRIGGER audit_despatch_load_notes_update AFTER UPDATE ON despatch_load_notes WHEN OLD."note" IS NOT NEW."note" OR OLD."load" IS NOT NEW."load" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'despatch_load_notes:' || NEW."note", 'update', json_object('note', OLD."note", 'load', OLD."load"), json_object('note', NEW."note", 'load', NEW."load")); END;
CREATE TRIGGER audit_despatch_load_notes_delete AFTER DELETE ON despatch_load_notes BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'despatch_load_notes:' || OLD."note", 'delete', json_object('note', OLD."note", 'load', OLD."load"), NULL); END;
CREATE TRIGGER audit_despatch_loads_insert AFTER INSERT ON despatch_loads BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'despatch_loads:' || NEW."load", 'insert', NULL, json_object('load', NEW."load", 'number', NEW."number", 'truck', NEW."truck", 'carrier', NEW."carrier", 'route', NEW."route", 'dock', NEW."dock", 'planned_us', NEW."planned_us", 'departed_us', NEW."departed_us", 'departed_by', NEW."departed_by", 'cancelled_us', NEW."cancelled_us", 'cancelled_by', NEW."cancelled_by", 'why', NEW."why", 'version', NEW."version", 'at_us', NEW."at_us", 'who', NEW."who")); END;
CREATE TRIGGER audit_despatch_loads_update AFTER UPDATE ON despatch_loads WHEN OLD."load" IS NOT NEW."load" OR OLD."number" IS NOT NEW."number" OR OLD."truck" IS NOT NEW."truck" OR OLD."carrier" IS NOT NEW."carrier" OR OLD."route" IS NOT NEW."route" OR OLD."dock" IS NOT NEW."dock" OR OLD."planned_us" IS NOT NEW."planned_us" OR OLD."departed_us" IS NOT NEW."departed_us" OR OLD."departed_by" IS NOT NEW."departed_by" OR OLD."cancelled_us" IS NOT NEW."cancelled_us" OR OLD."cancelled_by" IS NOT NEW."cancelled_by" OR OLD."why" IS NOT NEW."why" OR OLD."version" IS NOT NEW."version" OR OLD."at_us" IS NOT NEW."at_us" OR OLD."who" IS NOT NEW."who" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'despatch_loads:' || NEW."load", 'update', json_object('load', OLD."load", 'number', OLD."number", 'truck', OLD."truck", 'carrier', OLD."carrier", 'route', OLD."route", 'dock', OLD."dock", 'planned_us', OLD."planned_us", 'departed_us', OLD."departed_us", 'departed_by', OLD."departed_by", 'cancelled_us', OLD."cancelled_us", 'cancelled_by', OLD."cancelled_by", 'why', OLD."why", 'version', OLD."version", 'at_us', OLD."at_us", 'who', OLD."who"), json_object('load', NEW."load", 'number', NEW."number", 'truck', NEW."truck", 'carrier', NEW."carrier", 'route', NEW."route", 'dock', NEW."dock", 'planned_us', NEW."planned_us", 'departed_us', NEW."departed_us", 'departed_by', NEW."departed_by", 'cancelled_us', NEW."cancelled_us", 'cancelled_by', NEW."cancelled_by", 'why', NEW."why", 'version', NEW."version", 'at_us', NEW."at_us", 'who', NEW."who")); END;
CREATE TRIGGER audit_despatch_loads_delete AFTER DELETE ON despatch_loads BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'despatch_loads:' || OLD."load", 'delete', json_object('load', OLD."load", 'number', OLD."number", 'truck', OLD."truck", 'carrier', OLD."carrier", 'route', OLD."route", 'dock', OLD."dock", 'planned_us', OLD."planned_us", 'departed_us', OLD."departed_us", 'departed_by', OLD."departed_by", 'cancelled_us', OLD."cancelled_us", 'cancelled_by', OLD."cancelled_by", 'why', OLD."why", 'version', OLD."version", 'at_us', OLD."at_us", 'who', OLD."who"), NULL); END;
CREATE TRIGGER audit_despatch_units_insert AFTER INSERT ON despatch_units BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'despatch_units:' || NEW."unit", 'insert', NULL, json_object('unit', NEW."unit", 'level', NEW."level", 'packaging', NEW."packaging", 'parent', NEW."parent", 'customer', NEW."customer", 'plant', NEW."plant", 'unloading_point', NEW."unloading_point", 'note', NEW."note", 'state', NEW."state", 'origin', NEW."origin", 'gross_g', NEW."gross_g", 'at_us', NEW."at_us", 'who', NEW."who")); END;
CREATE TRIGGER audit_despatch_units_update AFTER UPDATE ON despatch_units WHEN OLD."unit" IS NOT NEW."unit" OR OLD."level" IS NOT NEW."level" OR OLD."packaging" IS NOT NEW."packaging" OR OLD."parent" IS NOT NEW."parent" OR OLD."customer" IS NOT NEW."customer" OR OLD."plant" IS NOT NEW."plant" OR OLD."unloading_point" IS NOT NEW."unloading_point" OR OLD."note" IS NOT NEW."note" OR OLD."state" IS NOT NEW."state" OR OLD."origin" IS NOT NEW."origin" OR OLD."gross_g" IS NOT NEW."gross_g" OR OLD."at_us" IS NOT NEW."at_us" OR OLD."who" IS NOT NEW."who" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'despatch_units:' || NEW."unit", 'update', json_object('unit', OLD."unit", 'level', OLD."level", 'packaging', OLD."packaging", 'parent', OLD."parent", 'customer', OLD."customer", 'plant', OLD."plant", 'unloading_point', OLD."unloading_point", 'note', OLD."note", 'state', OLD."state", 'origin', OLD."origin", 'gross_g', OLD."gross_g", 'at_us', OLD."at_us", 'who', OLD."who"), json_object('unit', NEW."unit", 'level', NEW."level", 'packaging', NEW."packaging", 'parent', NEW."parent", 'customer', NEW."customer", 'plant', NEW."plant", 'unloading_point', NEW."unloading_point", 'note', NEW."note", 'state', NEW."state", 'origin', NEW."origin", 'gross_g', NEW."gross_g", 'at_us', NEW."at_us", 'who', NEW."who")); END;
CREATE TRIGGER audit_despatch_units_delete AFTER DELETE ON despatch_units BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'despatch_units:' || OLD."unit", 'delete', json_object('unit', OLD."unit", 'level', OLD."level", 'packaging', OLD."packaging", 'parent', OLD."parent", 'customer', OLD."customer", 'plant', OLD."plant", 'unloading_point', OLD."unloading_point", 'note', OLD."note", 'state', OLD."state", 'origin', OLD."origin", 'gross_g', OLD."gross_g", 'at_us', OLD."at_us", 'who', OLD."who"), NULL); END;
CREATE TRIGGER audit_edi_partners_insert AFTER INSERT ON edi_partners BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'edi_partners:' || NEW."partner", 'insert', NULL, json_object('partner', NEW."partner", 'customer', NEW."customer", 'name', NEW."name", 'profile', NEW."profile", 'way', NEW."way", 'settings', NEW."settings", 'answers', NEW."answers", 'active', NEW."active", 'changed_us', NEW."changed_us", 'changed_by', NEW."changed_by")); END;
CREATE TRIGGER audit_edi_partners_update AFTER UPDATE ON edi_partners WHEN OLD."partner" IS NOT NEW."partner" OR OLD."customer" IS NOT NEW."customer" OR OLD."name" IS NOT NEW."name" OR OLD."profile" IS NOT NEW."profile" OR OLD."way" IS NOT NEW."way" OR OLD."settings" IS NOT NEW."settings" OR OLD."answers" IS NOT NEW."answers" OR OLD."active" IS NOT NEW."active" OR OLD."changed_us" IS NOT NEW."changed_us" OR OLD."changed_by" IS NOT NEW."changed_by" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'edi_partners:' || NEW."partner", 'update', json_object('partner', OLD."partner", 'customer', OLD."customer", 'name', OLD."name", 'profile', OLD."profile", 'way', OLD."way", 'settings', OLD."settings", 'answers', OLD."answers", 'active', OLD."active", 'changed_us', OLD."changed_us", 'changed_by', OLD."changed_by"), json_object('partner', NEW."partner", 'customer', NEW."customer", 'name', NEW."name", 'profile', NEW."profile", 'way', NEW."way", 'settings', NEW."settings", 'answers', NEW."answers", 'active', NEW."active", 'changed_us', NEW."changed_us", 'changed_by', NEW."changed_by")); END;
CREATE TRIGGER audit_edi_partners_delete AFTER DELETE ON edi_partners BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'edi_partners:' || OLD."partner", 'delete', json_object('partner', OLD."partner", 'customer', OLD."customer", 'name', OLD."name", 'profile', OLD."profile", 'way', OLD."way", 'settings', OLD."settings", 'answers', OLD."answers", 'active', OLD."active", 'changed_us', OLD."changed_us", 'changed_by', OLD."changed_by"), NULL); END;
CREATE TRIGGER audit_kanban_loops_insert AFTER INSERT ON kanban_loops BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'kanban_loops:' || NEW."loop", 'insert', NULL, json_object('loop', NEW."loop", 'part', NEW."part", 'location', NEW."location", 'quantity', NEW."quantity", 'minimum', NEW."minimum", 'changed_us', NEW."changed_us", 'changed_by', NEW."changed_by")); END;
CREATE TRIGGER audit_kanban_loops_update AFTER UPDATE ON kanban_loops WHEN OLD."loop" IS NOT NEW."loop" OR OLD."part" IS NOT NEW."part" OR OLD."location" IS NOT NEW."location" OR OLD."quantity" IS NOT NEW."quantity" OR OLD."minimum" IS NOT NEW."minimum" OR OLD."changed_us" IS NOT NEW."changed_us" OR OLD."changed_by" IS NOT NEW."changed_by" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'kanban_loops:' || NEW."loop", 'update', json_object('loop', OLD."loop", 'part', OLD."part", 'location', OLD."location", 'quantity', OLD."quantity", 'minimum', OLD."minimum", 'changed_us', OLD."changed_us", 'changed_by', OLD."changed_by"), json_object('loop', NEW."loop", 'part', NEW."part", 'location', NEW."location", 'quantity', NEW."quantity", 'minimum', NEW."minimum", 'changed_us', NEW."changed_us", 'changed_by', NEW."changed_by")); END;
CREATE TRIGGER audit_kanban_loops_delete AFTER DELETE ON kanban_loops BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'kanban_loops:' || OLD."loop", 'delete', json_object('loop', OLD."loop", 'part', OLD."part", 'location', OLD."location", 'quantity', OLD."quantity", 'minimum', OLD."minimum", 'changed_us', OLD."changed_us", 'changed_by', OLD."changed_by"), NULL); END;
CREATE TRIGGER audit_masters_proposals_insert AFTER INSERT ON masters_proposals BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'masters_proposals:' || NEW."proposal", 'insert', NULL, json_object('proposal', NEW."proposal", 'cell', NEW."cell", 'state', NEW."state", 'based_on', NEW."based_on", 'revision', NEW."revision", 'authors', NEW."authors", 'why', NEW."why", 'begun_us', NEW."begun_us", 'changed_us', NEW."changed_us", 'decided_us', NEW."decided_us", 'decided_by', NEW."decided_by", 'decided_why', NEW."decided_why", 'version', NEW."version", 'body', hex(NEW."body"))); END;
CREATE TRIGGER audit_masters_proposals_update AFTER UPDATE ON masters_proposals WHEN OLD."proposal" IS NOT NEW."proposal" OR OLD."cell" IS NOT NEW."cell" OR OLD."state" IS NOT NEW."state" OR OLD."based_on" IS NOT NEW."based_on" OR OLD."revision" IS NOT NEW."revision" OR OLD."authors" IS NOT NEW."authors" OR OLD."why" IS NOT NEW."why" OR OLD."begun_us" IS NOT NEW."begun_us" OR OLD."changed_us" IS NOT NEW."changed_us" OR OLD."decided_us" IS NOT NEW."decided_us" OR OLD."decided_by" IS NOT NEW."decided_by" OR OLD."decided_why" IS NOT NEW."decided_why" OR OLD."version" IS NOT NEW."version" OR OLD."body" IS NOT NEW."body" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'masters_proposals:' || NEW."proposal", 'update', json_object('proposal', OLD."proposal", 'cell', OLD."cell", 'state', OLD."state", 'based_on', OLD."based_on", 'revision', OLD."revision", 'authors', OLD."authors", 'why', OLD."why", 'begun_us', OLD."begun_us", 'changed_us', OLD."changed_us", 'decided_us', OLD."decided_us", 'decided_by', OLD."decided_by", 'decided_why', OLD."decided_why", 'version', OLD."version", 'body', hex(OLD."body")), json_object('proposal', NEW."proposal", 'cell', NEW."cell", 'state', NEW."state", 'based_on', NEW."based_on", 'revision', NEW."revision", 'authors', NEW."authors", 'why', NEW."why", 'begun_us', NEW."begun_us", 'changed_us', NEW."changed_us", 'decided_us', NEW."decided_us", 'decided_by', NEW."decided_by", 'decided_why', NEW."decided_why", 'version', NEW."version", 'body', hex(NEW."body"))); END;
CREATE TRIGGER audit_masters_proposals_delete AFTER DELETE ON masters_proposals BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'masters_proposals:' || OLD."proposal", 'delete', json_object('proposal', OLD."proposal", 'cell', OLD."cell", 'state', OLD."state", 'based_on', OLD."based_on", 'revision', OLD."revision", 'authors', OLD."authors", 'why', OLD."why", 'begun_us', OLD."begun_us", 'changed_us', OLD."changed_us", 'decided_us', OLD."decided_us", 'decided_by', OLD."decided_by", 'decided_why', OLD."decided_why", 'version', OLD."version", 'body', hex(OLD."body")), NULL); END;
CREATE TRIGGER audit_orders_by_hand_insert AFTER INSERT ON orders_by_hand BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_by_hand:' || NEW."line", 'insert', NULL, json_object('line', NEW."line", 'who', NEW."who", 'key', NEW."key", 'body', NEW."body", 'origin', NEW."origin", 'why', NEW."why", 'reasons', NEW."reasons", 'at_us', NEW."at_us")); END;
CREATE TRIGGER audit_orders_by_hand_update AFTER UPDATE ON orders_by_hand WHEN OLD."line" IS NOT NEW."line" OR OLD."who" IS NOT NEW."who" OR OLD."key" IS NOT NEW."key" OR OLD."body" IS NOT NEW."body" OR OLD."origin" IS NOT NEW."origin" OR OLD."why" IS NOT NEW."why" OR OLD."reasons" IS NOT NEW."reasons" OR OLD."at_us" IS NOT NEW."at_us" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_by_hand:' || NEW."line", 'update', json_object('line', OLD."line", 'who', OLD."who", 'key', OLD."key", 'body', OLD."body", 'origin', OLD."origin", 'why', OLD."why", 'reasons', OLD."reasons", 'at_us', OLD."at_us"), json_object('line', NEW."line", 'who', NEW."who", 'key', NEW."key", 'body', NEW."body", 'origin', NEW."origin", 'why', NEW."why", 'reasons', NEW."reasons", 'at_us', NEW."at_us")); END;
CREATE TRIGGER audit_orders_by_hand_delete AFTER DELETE ON orders_by_hand BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_by_hand:' || OLD."line", 'delete', json_object('line', OLD."line", 'who', OLD."who", 'key', OLD."key", 'body', OLD."body", 'origin', OLD."origin", 'why', OLD."why", 'reasons', OLD."reasons", 'at_us', OLD."at_us"), NULL); END;
CREATE TRIGGER audit_orders_floor_feeds_insert AFTER INSERT ON orders_floor_feeds BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_floor_feeds:' || NEW."feed", 'insert', NULL, json_object('feed', NEW."feed", 'customer', NEW."customer", 'plant', NEW."plant", 'unloading_point', NEW."unloading_point")); END;
CREATE TRIGGER audit_orders_floor_feeds_update AFTER UPDATE ON orders_floor_feeds WHEN OLD."feed" IS NOT NEW."feed" OR OLD."customer" IS NOT NEW."customer" OR OLD."plant" IS NOT NEW."plant" OR OLD."unloading_point" IS NOT NEW."unloading_point" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_floor_feeds:' || NEW."feed", 'update', json_object('feed', OLD."feed", 'customer', OLD."customer", 'plant', OLD."plant", 'unloading_point', OLD."unloading_point"), json_object('feed', NEW."feed", 'customer', NEW."customer", 'plant', NEW."plant", 'unloading_point', NEW."unloading_point")); END;
CREATE TRIGGER audit_orders_floor_feeds_delete AFTER DELETE ON orders_floor_feeds BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_floor_feeds:' || OLD."feed", 'delete', json_object('feed', OLD."feed", 'customer', OLD."customer", 'plant', OLD."plant", 'unloading_point', OLD."unloading_point"), NULL); END;
CREATE TRIGGER audit_orders_floor_shipments_insert AFTER INSERT ON orders_floor_shipments BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_floor_shipments:' || NEW."node" || '/' || NEW."rack" || '/' || NEW."our_part", 'insert', NULL, json_object('node', NEW."node", 'rack', NEW."rack", 'our_part', NEW."our_part", 'fact', NEW."fact", 'shipped_us', NEW."shipped_us", 'on_day', NEW."on_day", 'quantity', CASE WHEN NEW."quantity" IS NOT NULL THEN CASE WHEN NEW."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."quantity") / 1000000, abs(NEW."quantity") % 1000000), '0'), '.') END, 'agreement', NEW."agreement", 'part', NEW."part", 'customer', NEW."customer", 'state', NEW."state", 'beyond', CASE WHEN NEW."beyond" IS NOT NULL THEN CASE WHEN NEW."beyond" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."beyond") / 1000000, abs(NEW."beyond") % 1000000), '0'), '.') END, 'reasons', NEW."reasons", 'changed_us', NEW."changed_us")); END;
CREATE TRIGGER audit_orders_floor_shipments_update AFTER UPDATE ON orders_floor_shipments WHEN OLD."node" IS NOT NEW."node" OR OLD."rack" IS NOT NEW."rack" OR OLD."our_part" IS NOT NEW."our_part" OR OLD."fact" IS NOT NEW."fact" OR OLD."shipped_us" IS NOT NEW."shipped_us" OR OLD."on_day" IS NOT NEW."on_day" OR OLD."quantity" IS NOT NEW."quantity" OR OLD."agreement" IS NOT NEW."agreement" OR OLD."part" IS NOT NEW."part" OR OLD."customer" IS NOT NEW."customer" OR OLD."state" IS NOT NEW."state" OR OLD."beyond" IS NOT NEW."beyond" OR OLD."reasons" IS NOT NEW."reasons" OR OLD."changed_us" IS NOT NEW."changed_us" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_floor_shipments:' || NEW."node" || '/' || NEW."rack" || '/' || NEW."our_part", 'update', json_object('node', OLD."node", 'rack', OLD."rack", 'our_part', OLD."our_part", 'fact', OLD."fact", 'shipped_us', OLD."shipped_us", 'on_day', OLD."on_day", 'quantity', CASE WHEN OLD."quantity" IS NOT NULL THEN CASE WHEN OLD."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."quantity") / 1000000, abs(OLD."quantity") % 1000000), '0'), '.') END, 'agreement', OLD."agreement", 'part', OLD."part", 'customer', OLD."customer", 'state', OLD."state", 'beyond', CASE WHEN OLD."beyond" IS NOT NULL THEN CASE WHEN OLD."beyond" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."beyond") / 1000000, abs(OLD."beyond") % 1000000), '0'), '.') END, 'reasons', OLD."reasons", 'changed_us', OLD."changed_us"), json_object('node', NEW."node", 'rack', NEW."rack", 'our_part', NEW."our_part", 'fact', NEW."fact", 'shipped_us', NEW."shipped_us", 'on_day', NEW."on_day", 'quantity', CASE WHEN NEW."quantity" IS NOT NULL THEN CASE WHEN NEW."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."quantity") / 1000000, abs(NEW."quantity") % 1000000), '0'), '.') END, 'agreement', NEW."agreement", 'part', NEW."part", 'customer', NEW."customer", 'state', NEW."state", 'beyond', CASE WHEN NEW."beyond" IS NOT NULL THEN CASE WHEN NEW."beyond" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."beyond") / 1000000, abs(NEW."beyond") % 1000000), '0'), '.') END, 'reasons', NEW."reasons", 'changed_us', NEW."changed_us")); END;
CREATE TRIGGER audit_orders_floor_shipments_delete AFTER DELETE ON orders_floor_shipments BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_floor_shipments:' || OLD."node" || '/' || OLD."rack" || '/' || OLD."our_part", 'delete', json_object('node', OLD."node", 'rack', OLD."rack", 'our_part', OLD."our_part", 'fact', OLD."fact", 'shipped_us', OLD."shipped_us", 'on_day', OLD."on_day", 'quantity', CASE WHEN OLD."quantity" IS NOT NULL THEN CASE WHEN OLD."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."quantity") / 1000000, abs(OLD."quantity") % 1000000), '0'), '.') END, 'agreement', OLD."agreement", 'part', OLD."part", 'customer', OLD."customer", 'state', OLD."state", 'beyond', CASE WHEN OLD."beyond" IS NOT NULL THEN CASE WHEN OLD."beyond" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."beyond") / 1000000, abs(OLD."beyond") % 1000000), '0'), '.') END, 'reasons', OLD."reasons", 'changed_us', OLD."changed_us"), NULL); END;
CREATE TRIGGER audit_orders_lines_insert AFTER INSERT ON orders_lines BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_lines:' || NEW."line", 'insert', NULL, json_object('line', NEW."line", 'agreement', NEW."agreement", 'customer', NEW."customer", 'plant', NEW."plant", 'part', NEW."part", 'unloading_point', NEW."unloading_point", 'on_day', NEW."on_day", 'due_on', NEW."due_on", 'at_time', NEW."at_time", 'until_time', NEW."until_time", 'quantity', CASE WHEN NEW."quantity" IS NOT NULL THEN CASE WHEN NEW."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."quantity") / 1000000, abs(NEW."quantity") % 1000000), '0'), '.') END, 'despatched', CASE WHEN NEW."despatched" IS NOT NULL THEN CASE WHEN NEW."despatched" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."despatched") / 1000000, abs(NEW."despatched") % 1000000), '0'), '.') END, 'awaiting', CASE WHEN NEW."awaiting" IS NOT NULL THEN CASE WHEN NEW."awaiting" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."awaiting") / 1000000, abs(NEW."awaiting") % 1000000), '0'), '.') END, 'picked', NEW."picked", 'state', NEW."state", 'purchase_order', NEW."purchase_order", 'reference', NEW."reference", 'schedule', NEW."schedule", 'kind', NEW."kind", 'changed_us', NEW."changed_us")); END;
CREATE TRIGGER audit_orders_lines_update AFTER UPDATE ON orders_lines WHEN OLD."line" IS NOT NEW."line" OR OLD."agreement" IS NOT NEW."agreement" OR OLD."customer" IS NOT NEW."customer" OR OLD."plant" IS NOT NEW."plant" OR OLD."part" IS NOT NEW."part" OR OLD."unloading_point" IS NOT NEW."unloading_point" OR OLD."on_day" IS NOT NEW."on_day" OR OLD."due_on" IS NOT NEW."due_on" OR OLD."at_time" IS NOT NEW."at_time" OR OLD."until_time" IS NOT NEW."until_time" OR OLD."quantity" IS NOT NEW."quantity" OR OLD."despatched" IS NOT NEW."despatched" OR OLD."awaiting" IS NOT NEW."awaiting" OR OLD."picked" IS NOT NEW."picked" OR OLD."state" IS NOT NEW."state" OR OLD."purchase_order" IS NOT NEW."purchase_order" OR OLD."reference" IS NOT NEW."reference" OR OLD."schedule" IS NOT NEW."schedule" OR OLD."kind" IS NOT NEW."kind" OR OLD."changed_us" IS NOT NEW."changed_us" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_lines:' || NEW."line", 'update', json_object('line', OLD."line", 'agreement', OLD."agreement", 'customer', OLD."customer", 'plant', OLD."plant", 'part', OLD."part", 'unloading_point', OLD."unloading_point", 'on_day', OLD."on_day", 'due_on', OLD."due_on", 'at_time', OLD."at_time", 'until_time', OLD."until_time", 'quantity', CASE WHEN OLD."quantity" IS NOT NULL THEN CASE WHEN OLD."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."quantity") / 1000000, abs(OLD."quantity") % 1000000), '0'), '.') END, 'despatched', CASE WHEN OLD."despatched" IS NOT NULL THEN CASE WHEN OLD."despatched" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."despatched") / 1000000, abs(OLD."despatched") % 1000000), '0'), '.') END, 'awaiting', CASE WHEN OLD."awaiting" IS NOT NULL THEN CASE WHEN OLD."awaiting" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."awaiting") / 1000000, abs(OLD."awaiting") % 1000000), '0'), '.') END, 'picked', OLD."picked", 'state', OLD."state", 'purchase_order', OLD."purchase_order", 'reference', OLD."reference", 'schedule', OLD."schedule", 'kind', OLD."kind", 'changed_us', OLD."changed_us"), json_object('line', NEW."line", 'agreement', NEW."agreement", 'customer', NEW."customer", 'plant', NEW."plant", 'part', NEW."part", 'unloading_point', NEW."unloading_point", 'on_day', NEW."on_day", 'due_on', NEW."due_on", 'at_time', NEW."at_time", 'until_time', NEW."until_time", 'quantity', CASE WHEN NEW."quantity" IS NOT NULL THEN CASE WHEN NEW."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."quantity") / 1000000, abs(NEW."quantity") % 1000000), '0'), '.') END, 'despatched', CASE WHEN NEW."despatched" IS NOT NULL THEN CASE WHEN NEW."despatched" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."despatched") / 1000000, abs(NEW."despatched") % 1000000), '0'), '.') END, 'awaiting', CASE WHEN NEW."awaiting" IS NOT NULL THEN CASE WHEN NEW."awaiting" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."awaiting") / 1000000, abs(NEW."awaiting") % 1000000), '0'), '.') END, 'picked', NEW."picked", 'state', NEW."state", 'purchase_order', NEW."purchase_order", 'reference', NEW."reference", 'schedule', NEW."schedule", 'kind', NEW."kind", 'changed_us', NEW."changed_us")); END;
CREATE TRIGGER audit_orders_lines_delete AFTER DELETE ON orders_lines BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_lines:' || OLD."line", 'delete', json_object('line', OLD."line", 'agreement', OLD."agreement", 'customer', OLD."customer", 'plant', OLD."plant", 'part', OLD."part", 'unloading_point', OLD."unloading_point", 'on_day', OLD."on_day", 'due_on', OLD."due_on", 'at_time', OLD."at_time", 'until_time', OLD."until_time", 'quantity', CASE WHEN OLD."quantity" IS NOT NULL THEN CASE WHEN OLD."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."quantity") / 1000000, abs(OLD."quantity") % 1000000), '0'), '.') END, 'despatched', CASE WHEN OLD."despatched" IS NOT NULL THEN CASE WHEN OLD."despatched" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."despatched") / 1000000, abs(OLD."despatched") % 1000000), '0'), '.') END, 'awaiting', CASE WHEN OLD."awaiting" IS NOT NULL THEN CASE WHEN OLD."awaiting" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."awaiting") / 1000000, abs(OLD."awaiting") % 1000000), '0'), '.') END, 'picked', OLD."picked", 'state', OLD."state", 'purchase_order', OLD."purchase_order", 'reference', OLD."reference", 'schedule', OLD."schedule", 'kind', OLD."kind", 'changed_us', OLD."changed_us"), NULL); END;
CREATE TRIGGER audit_orders_note_lines_insert AFTER INSERT ON orders_note_lines BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_note_lines:' || NEW."note" || '/' || NEW."agreement" || '/' || NEW."part" || '/' || NEW."line", 'insert', NULL, json_object('note', NEW."note", 'agreement', NEW."agreement", 'part', NEW."part", 'line', NEW."line", 'quantity', CASE WHEN NEW."quantity" IS NOT NULL THEN CASE WHEN NEW."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."quantity") / 1000000, abs(NEW."quantity") % 1000000), '0'), '.') END)); END;
CREATE TRIGGER audit_orders_note_lines_update AFTER UPDATE ON orders_note_lines WHEN OLD."note" IS NOT NEW."note" OR OLD."agreement" IS NOT NEW."agreement" OR OLD."part" IS NOT NEW."part" OR OLD."line" IS NOT NEW."line" OR OLD."quantity" IS NOT NEW."quantity" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_note_lines:' || NEW."note" || '/' || NEW."agreement" || '/' || NEW."part" || '/' || NEW."line", 'update', json_object('note', OLD."note", 'agreement', OLD."agreement", 'part', OLD."part", 'line', OLD."line", 'quantity', CASE WHEN OLD."quantity" IS NOT NULL THEN CASE WHEN OLD."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."quantity") / 1000000, abs(OLD."quantity") % 1000000), '0'), '.') END), json_object('note', NEW."note", 'agreement', NEW."agreement", 'part', NEW."part", 'line', NEW."line", 'quantity', CASE WHEN NEW."quantity" IS NOT NULL THEN CASE WHEN NEW."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."quantity") / 1000000, abs(NEW."quantity") % 1000000), '0'), '.') END)); END;
CREATE TRIGGER audit_orders_note_lines_delete AFTER DELETE ON orders_note_lines BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_note_lines:' || OLD."note" || '/' || OLD."agreement" || '/' || OLD."part" || '/' || OLD."line", 'delete', json_object('note', OLD."note", 'agreement', OLD."agreement", 'part', OLD."part", 'line', OLD."line", 'quantity', CASE WHEN OLD."quantity" IS NOT NULL THEN CASE WHEN OLD."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."quantity") / 1000000, abs(OLD."quantity") % 1000000), '0'), '.') END), NULL); END;
CREATE TRIGGER audit_orders_notes_insert AFTER INSERT ON orders_notes BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_notes:' || NEW."note", 'insert', NULL, json_object('note', NEW."note", 'customer', NEW."customer", 'plant', NEW."plant", 'unloading_point', NEW."unloading_point", 'on_day', NEW."on_day", 'departed_us', NEW."departed_us", 'origin', NEW."origin", 'state', NEW."state", 'at_us', NEW."at_us", 'who', NEW."who", 'undone_us', NEW."undone_us", 'undone_by', NEW."undone_by", 'why', NEW."why", 'version', NEW."version")); END;
CREATE TRIGGER audit_orders_notes_update AFTER UPDATE ON orders_notes WHEN OLD."note" IS NOT NEW."note" OR OLD."customer" IS NOT NEW."customer" OR OLD."plant" IS NOT NEW."plant" OR OLD."unloading_point" IS NOT NEW."unloading_point" OR OLD."on_day" IS NOT NEW."on_day" OR OLD."departed_us" IS NOT NEW."departed_us" OR OLD."origin" IS NOT NEW."origin" OR OLD."state" IS NOT NEW."state" OR OLD."at_us" IS NOT NEW."at_us" OR OLD."who" IS NOT NEW."who" OR OLD."undone_us" IS NOT NEW."undone_us" OR OLD."undone_by" IS NOT NEW."undone_by" OR OLD."why" IS NOT NEW."why" OR OLD."version" IS NOT NEW."version" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_notes:' || NEW."note", 'update', json_object('note', OLD."note", 'customer', OLD."customer", 'plant', OLD."plant", 'unloading_point', OLD."unloading_point", 'on_day', OLD."on_day", 'departed_us', OLD."departed_us", 'origin', OLD."origin", 'state', OLD."state", 'at_us', OLD."at_us", 'who', OLD."who", 'undone_us', OLD."undone_us", 'undone_by', OLD."undone_by", 'why', OLD."why", 'version', OLD."version"), json_object('note', NEW."note", 'customer', NEW."customer", 'plant', NEW."plant", 'unloading_point', NEW."unloading_point", 'on_day', NEW."on_day", 'departed_us', NEW."departed_us", 'origin', NEW."origin", 'state', NEW."state", 'at_us', NEW."at_us", 'who', NEW."who", 'undone_us', NEW."undone_us", 'undone_by', NEW."undone_by", 'why', NEW."why", 'version', NEW."version")); END;
CREATE TRIGGER audit_orders_notes_delete AFTER DELETE ON orders_notes BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_notes:' || OLD."note", 'delete', json_object('note', OLD."note", 'customer', OLD."customer", 'plant', OLD."plant", 'unloading_point', OLD."unloading_point", 'on_day', OLD."on_day", 'departed_us', OLD."departed_us", 'origin', OLD."origin", 'state', OLD."state", 'at_us', OLD."at_us", 'who', OLD."who", 'undone_us', OLD."undone_us", 'undone_by', OLD."undone_by", 'why', OLD."why", 'version', OLD."version"), NULL); END;
CREATE TRIGGER audit_orders_notes_undone_insert AFTER INSERT ON orders_notes_undone BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_notes_undone:' || NEW."note" || '/' || NEW."key", 'insert', NULL, json_object('note', NEW."note", 'key', NEW."key", 'line', NEW."line", 'agreement', NEW."agreement", 'part', NEW."part", 'quantity', CASE WHEN NEW."quantity" IS NOT NULL THEN CASE WHEN NEW."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."quantity") / 1000000, abs(NEW."quantity") % 1000000), '0'), '.') END, 'on_day', NEW."on_day", 'why', NEW."why", 'at_us', NEW."at_us", 'who', NEW."who")); END;
CREATE TRIGGER audit_orders_notes_undone_update AFTER UPDATE ON orders_notes_undone WHEN OLD."note" IS NOT NEW."note" OR OLD."key" IS NOT NEW."key" OR OLD."line" IS NOT NEW."line" OR OLD."agreement" IS NOT NEW."agreement" OR OLD."part" IS NOT NEW."part" OR OLD."quantity" IS NOT NEW."quantity" OR OLD."on_day" IS NOT NEW."on_day" OR OLD."why" IS NOT NEW."why" OR OLD."at_us" IS NOT NEW."at_us" OR OLD."who" IS NOT NEW."who" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_notes_undone:' || NEW."note" || '/' || NEW."key", 'update', json_object('note', OLD."note", 'key', OLD."key", 'line', OLD."line", 'agreement', OLD."agreement", 'part', OLD."part", 'quantity', CASE WHEN OLD."quantity" IS NOT NULL THEN CASE WHEN OLD."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."quantity") / 1000000, abs(OLD."quantity") % 1000000), '0'), '.') END, 'on_day', OLD."on_day", 'why', OLD."why", 'at_us', OLD."at_us", 'who', OLD."who"), json_object('note', NEW."note", 'key', NEW."key", 'line', NEW."line", 'agreement', NEW."agreement", 'part', NEW."part", 'quantity', CASE WHEN NEW."quantity" IS NOT NULL THEN CASE WHEN NEW."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."quantity") / 1000000, abs(NEW."quantity") % 1000000), '0'), '.') END, 'on_day', NEW."on_day", 'why', NEW."why", 'at_us', NEW."at_us", 'who', NEW."who")); END;
CREATE TRIGGER audit_orders_notes_undone_delete AFTER DELETE ON orders_notes_undone BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_notes_undone:' || OLD."note" || '/' || OLD."key", 'delete', json_object('note', OLD."note", 'key', OLD."key", 'line', OLD."line", 'agreement', OLD."agreement", 'part', OLD."part", 'quantity', CASE WHEN OLD."quantity" IS NOT NULL THEN CASE WHEN OLD."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."quantity") / 1000000, abs(OLD."quantity") % 1000000), '0'), '.') END, 'on_day', OLD."on_day", 'why', OLD."why", 'at_us', OLD."at_us", 'who', OLD."who"), NULL); END;
CREATE TRIGGER audit_orders_purchase_orders_insert AFTER INSERT ON orders_purchase_orders BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_purchase_orders:' || NEW."agreement" || '/' || NEW."number" || '/' || NEW."part", 'insert', NULL, json_object('agreement', NEW."agreement", 'number', NEW."number", 'part', NEW."part", 'quantity', CASE WHEN NEW."quantity" IS NOT NULL THEN CASE WHEN NEW."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."quantity") / 1000000, abs(NEW."quantity") % 1000000), '0'), '.') END, 'opened_us', NEW."opened_us", 'by', NEW."by", 'who', NEW."who")); END;
CREATE TRIGGER audit_orders_purchase_orders_update AFTER UPDATE ON orders_purchase_orders WHEN OLD."agreement" IS NOT NEW."agreement" OR OLD."number" IS NOT NEW."number" OR OLD."part" IS NOT NEW."part" OR OLD."quantity" IS NOT NEW."quantity" OR OLD."opened_us" IS NOT NEW."opened_us" OR OLD."by" IS NOT NEW."by" OR OLD."who" IS NOT NEW."who" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_purchase_orders:' || NEW."agreement" || '/' || NEW."number" || '/' || NEW."part", 'update', json_object('agreement', OLD."agreement", 'number', OLD."number", 'part', OLD."part", 'quantity', CASE WHEN OLD."quantity" IS NOT NULL THEN CASE WHEN OLD."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."quantity") / 1000000, abs(OLD."quantity") % 1000000), '0'), '.') END, 'opened_us', OLD."opened_us", 'by', OLD."by", 'who', OLD."who"), json_object('agreement', NEW."agreement", 'number', NEW."number", 'part', NEW."part", 'quantity', CASE WHEN NEW."quantity" IS NOT NULL THEN CASE WHEN NEW."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."quantity") / 1000000, abs(NEW."quantity") % 1000000), '0'), '.') END, 'opened_us', NEW."opened_us", 'by', NEW."by", 'who', NEW."who")); END;
CREATE TRIGGER audit_orders_purchase_orders_delete AFTER DELETE ON orders_purchase_orders BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'orders_purchase_orders:' || OLD."agreement" || '/' || OLD."number" || '/' || OLD."part", 'delete', json_object('agreement', OLD."agreement", 'number', OLD."number", 'part', OLD."part", 'quantity', CASE WHEN OLD."quantity" IS NOT NULL THEN CASE WHEN OLD."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."quantity") / 1000000, abs(OLD."quantity") % 1000000), '0'), '.') END, 'opened_us', OLD."opened_us", 'by', OLD."by", 'who', OLD."who"), NULL); END;
CREATE TRIGGER audit_partners_calendar_days_insert AFTER INSERT ON partners_calendar_days BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_calendar_days:' || NEW."calendar" || '/' || NEW."first" || '/' || NEW."kind", 'insert', NULL, json_object('calendar', NEW."calendar", 'first', NEW."first", 'kind', NEW."kind", 'last', NEW."last", 'name', NEW."name")); END;
CREATE TRIGGER audit_partners_calendar_days_update AFTER UPDATE ON partners_calendar_days WHEN OLD."calendar" IS NOT NEW."calendar" OR OLD."first" IS NOT NEW."first" OR OLD."kind" IS NOT NEW."kind" OR OLD."last" IS NOT NEW."last" OR OLD."name" IS NOT NEW."name" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_calendar_days:' || NEW."calendar" || '/' || NEW."first" || '/' || NEW."kind", 'update', json_object('calendar', OLD."calendar", 'first', OLD."first", 'kind', OLD."kind", 'last', OLD."last", 'name', OLD."name"), json_object('calendar', NEW."calendar", 'first', NEW."first", 'kind', NEW."kind", 'last', NEW."last", 'name', NEW."name")); END;
CREATE TRIGGER audit_partners_calendar_days_delete AFTER DELETE ON partners_calendar_days BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_calendar_days:' || OLD."calendar" || '/' || OLD."first" || '/' || OLD."kind", 'delete', json_object('calendar', OLD."calendar", 'first', OLD."first", 'kind', OLD."kind", 'last', OLD."last", 'name', OLD."name"), NULL); END;
CREATE TRIGGER audit_partners_calendars_insert AFTER INSERT ON partners_calendars BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_calendars:' || NEW."calendar", 'insert', NULL, json_object('calendar', NEW."calendar", 'name', NEW."name", 'country', NEW."country", 'subdivision', NEW."subdivision", 'weekdays', NEW."weekdays", 'version', NEW."version", 'changed_us', NEW."changed_us", 'changed_by', NEW."changed_by", 'active', NEW."active")); END;
CREATE TRIGGER audit_partners_calendars_update AFTER UPDATE ON partners_calendars WHEN OLD."calendar" IS NOT NEW."calendar" OR OLD."name" IS NOT NEW."name" OR OLD."country" IS NOT NEW."country" OR OLD."subdivision" IS NOT NEW."subdivision" OR OLD."weekdays" IS NOT NEW."weekdays" OR OLD."version" IS NOT NEW."version" OR OLD."changed_us" IS NOT NEW."changed_us" OR OLD."changed_by" IS NOT NEW."changed_by" OR OLD."active" IS NOT NEW."active" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_calendars:' || NEW."calendar", 'update', json_object('calendar', OLD."calendar", 'name', OLD."name", 'country', OLD."country", 'subdivision', OLD."subdivision", 'weekdays', OLD."weekdays", 'version', OLD."version", 'changed_us', OLD."changed_us", 'changed_by', OLD."changed_by", 'active', OLD."active"), json_object('calendar', NEW."calendar", 'name', NEW."name", 'country', NEW."country", 'subdivision', NEW."subdivision", 'weekdays', NEW."weekdays", 'version', NEW."version", 'changed_us', NEW."changed_us", 'changed_by', NEW."changed_by", 'active', NEW."active")); END;
CREATE TRIGGER audit_partners_calendars_delete AFTER DELETE ON partners_calendars BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_calendars:' || OLD."calendar", 'delete', json_object('calendar', OLD."calendar", 'name', OLD."name", 'country', OLD."country", 'subdivision', OLD."subdivision", 'weekdays', OLD."weekdays", 'version', OLD."version", 'changed_us', OLD."changed_us", 'changed_by', OLD."changed_by", 'active', OLD."active"), NULL); END;
CREATE TRIGGER audit_partners_contacts_insert AFTER INSERT ON partners_contacts BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_contacts:' || NEW."kind" || '/' || NEW."owner" || '/' || NEW."plant" || '/' || NEW."name", 'insert', NULL, json_object('kind', NEW."kind", 'owner', NEW."owner", 'plant', NEW."plant", 'name', NEW."name", 'task', NEW."task", 'phone', NEW."phone", 'email', NEW."email")); END;
CREATE TRIGGER audit_partners_contacts_update AFTER UPDATE ON partners_contacts WHEN OLD."kind" IS NOT NEW."kind" OR OLD."owner" IS NOT NEW."owner" OR OLD."plant" IS NOT NEW."plant" OR OLD."name" IS NOT NEW."name" OR OLD."task" IS NOT NEW."task" OR OLD."phone" IS NOT NEW."phone" OR OLD."email" IS NOT NEW."email" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_contacts:' || NEW."kind" || '/' || NEW."owner" || '/' || NEW."plant" || '/' || NEW."name", 'update', json_object('kind', OLD."kind", 'owner', OLD."owner", 'plant', OLD."plant", 'name', OLD."name", 'task', OLD."task", 'phone', OLD."phone", 'email', OLD."email"), json_object('kind', NEW."kind", 'owner', NEW."owner", 'plant', NEW."plant", 'name', NEW."name", 'task', NEW."task", 'phone', NEW."phone", 'email', NEW."email")); END;
CREATE TRIGGER audit_partners_contacts_delete AFTER DELETE ON partners_contacts BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_contacts:' || OLD."kind" || '/' || OLD."owner" || '/' || OLD."plant" || '/' || OLD."name", 'delete', json_object('kind', OLD."kind", 'owner', OLD."owner", 'plant', OLD."plant", 'name', OLD."name", 'task', OLD."task", 'phone', OLD."phone", 'email', OLD."email"), NULL); END;
CREATE TRIGGER audit_partners_currencies_insert AFTER INSERT ON partners_currencies BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_currencies:' || NEW."currency", 'insert', NULL, json_object('currency', NEW."currency", 'digits', NEW."digits", 'name', NEW."name")); END;
CREATE TRIGGER audit_partners_currencies_update AFTER UPDATE ON partners_currencies WHEN OLD."currency" IS NOT NEW."currency" OR OLD."digits" IS NOT NEW."digits" OR OLD."name" IS NOT NEW."name" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_currencies:' || NEW."currency", 'update', json_object('currency', OLD."currency", 'digits', OLD."digits", 'name', OLD."name"), json_object('currency', NEW."currency", 'digits', NEW."digits", 'name', NEW."name")); END;
CREATE TRIGGER audit_partners_currencies_delete AFTER DELETE ON partners_currencies BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_currencies:' || OLD."currency", 'delete', json_object('currency', OLD."currency", 'digits', OLD."digits", 'name', OLD."name"), NULL); END;
CREATE TRIGGER audit_partners_customers_insert AFTER INSERT ON partners_customers BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_customers:' || NEW."customer", 'insert', NULL, json_object('customer', NEW."customer", 'name', NEW."name", 'currency', NEW."currency", 'language', NEW."language", 'country', NEW."country", 'subdivision', NEW."subdivision", 'zone', NEW."zone", 'calendar', NEW."calendar", 'division', NEW."division", 'note', NEW."note", 'active', NEW."active", 'version', NEW."version", 'changed_us', NEW."changed_us", 'changed_by', NEW."changed_by", 'address_lines', NEW."address_lines", 'postcode', NEW."postcode", 'city', NEW."city", 'address_country', NEW."address_country", 'tax_number', NEW."tax_number", 'gln', NEW."gln", 'duns', NEW."duns", 'sold_to', NEW."sold_to", 'invoice_to', NEW."invoice_to", 'payer', NEW."payer", 'parent', NEW."parent")); END;
CREATE TRIGGER audit_partners_customers_update AFTER UPDATE ON partners_customers WHEN OLD."customer" IS NOT NEW."customer" OR OLD."name" IS NOT NEW."name" OR OLD."currency" IS NOT NEW."currency" OR OLD."language" IS NOT NEW."language" OR OLD."country" IS NOT NEW."country" OR OLD."subdivision" IS NOT NEW."subdivision" OR OLD."zone" IS NOT NEW."zone" OR OLD."calendar" IS NOT NEW."calendar" OR OLD."division" IS NOT NEW."division" OR OLD."note" IS NOT NEW."note" OR OLD."active" IS NOT NEW."active" OR OLD."version" IS NOT NEW."version" OR OLD."changed_us" IS NOT NEW."changed_us" OR OLD."changed_by" IS NOT NEW."changed_by" OR OLD."address_lines" IS NOT NEW."address_lines" OR OLD."postcode" IS NOT NEW."postcode" OR OLD."city" IS NOT NEW."city" OR OLD."address_country" IS NOT NEW."address_country" OR OLD."tax_number" IS NOT NEW."tax_number" OR OLD."gln" IS NOT NEW."gln" OR OLD."duns" IS NOT NEW."duns" OR OLD."sold_to" IS NOT NEW."sold_to" OR OLD."invoice_to" IS NOT NEW."invoice_to" OR OLD."payer" IS NOT NEW."payer" OR OLD."parent" IS NOT NEW."parent" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_customers:' || NEW."customer", 'update', json_object('customer', OLD."customer", 'name', OLD."name", 'currency', OLD."currency", 'language', OLD."language", 'country', OLD."country", 'subdivision', OLD."subdivision", 'zone', OLD."zone", 'calendar', OLD."calendar", 'division', OLD."division", 'note', OLD."note", 'active', OLD."active", 'version', OLD."version", 'changed_us', OLD."changed_us", 'changed_by', OLD."changed_by", 'address_lines', OLD."address_lines", 'postcode', OLD."postcode", 'city', OLD."city", 'address_country', OLD."address_country", 'tax_number', OLD."tax_number", 'gln', OLD."gln", 'duns', OLD."duns", 'sold_to', OLD."sold_to", 'invoice_to', OLD."invoice_to", 'payer', OLD."payer", 'parent', OLD."parent"), json_object('customer', NEW."customer", 'name', NEW."name", 'currency', NEW."currency", 'language', NEW."language", 'country', NEW."country", 'subdivision', NEW."subdivision", 'zone', NEW."zone", 'calendar', NEW."calendar", 'division', NEW."division", 'note', NEW."note", 'active', NEW."active", 'version', NEW."version", 'changed_us', NEW."changed_us", 'changed_by', NEW."changed_by", 'address_lines', NEW."address_lines", 'postcode', NEW."postcode", 'city', NEW."city", 'address_country', NEW."address_country", 'tax_number', NEW."tax_number", 'gln', NEW."gln", 'duns', NEW."duns", 'sold_to', NEW."sold_to", 'invoice_to', NEW."invoice_to", 'payer', NEW."payer", 'parent', NEW."parent")); END;
CREATE TRIGGER audit_partners_customers_delete AFTER DELETE ON partners_customers BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_customers:' || OLD."customer", 'delete', json_object('customer', OLD."customer", 'name', OLD."name", 'currency', OLD."currency", 'language', OLD."language", 'country', OLD."country", 'subdivision', OLD."subdivision", 'zone', OLD."zone", 'calendar', OLD."calendar", 'division', OLD."division", 'note', OLD."note", 'active', OLD."active", 'version', OLD."version", 'changed_us', OLD."changed_us", 'changed_by', OLD."changed_by", 'address_lines', OLD."address_lines", 'postcode', OLD."postcode", 'city', OLD."city", 'address_country', OLD."address_country", 'tax_number', OLD."tax_number", 'gln', OLD."gln", 'duns', OLD."duns", 'sold_to', OLD."sold_to", 'invoice_to', OLD."invoice_to", 'payer', OLD."payer", 'parent', OLD."parent"), NULL); END;
CREATE TRIGGER audit_partners_divisions_insert AFTER INSERT ON partners_divisions BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_divisions:' || NEW."division", 'insert', NULL, json_object('division', NEW."division", 'name', NEW."name", 'address_lines', NEW."address_lines", 'postcode', NEW."postcode", 'city', NEW."city", 'address_country', NEW."address_country", 'tax_number', NEW."tax_number", 'gln', NEW."gln", 'duns', NEW."duns", 'bank_name', NEW."bank_name", 'iban', NEW."iban", 'bic', NEW."bic", 'currency', NEW."currency", 'active', NEW."active", 'version', NEW."version", 'changed_us', NEW."changed_us", 'changed_by', NEW."changed_by")); END;
CREATE TRIGGER audit_partners_divisions_update AFTER UPDATE ON partners_divisions WHEN OLD."division" IS NOT NEW."division" OR OLD."name" IS NOT NEW."name" OR OLD."address_lines" IS NOT NEW."address_lines" OR OLD."postcode" IS NOT NEW."postcode" OR OLD."city" IS NOT NEW."city" OR OLD."address_country" IS NOT NEW."address_country" OR OLD."tax_number" IS NOT NEW."tax_number" OR OLD."gln" IS NOT NEW."gln" OR OLD."duns" IS NOT NEW."duns" OR OLD."bank_name" IS NOT NEW."bank_name" OR OLD."iban" IS NOT NEW."iban" OR OLD."bic" IS NOT NEW."bic" OR OLD."currency" IS NOT NEW."currency" OR OLD."active" IS NOT NEW."active" OR OLD."version" IS NOT NEW."version" OR OLD."changed_us" IS NOT NEW."changed_us" OR OLD."changed_by" IS NOT NEW."changed_by" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_divisions:' || NEW."division", 'update', json_object('division', OLD."division", 'name', OLD."name", 'address_lines', OLD."address_lines", 'postcode', OLD."postcode", 'city', OLD."city", 'address_country', OLD."address_country", 'tax_number', OLD."tax_number", 'gln', OLD."gln", 'duns', OLD."duns", 'bank_name', OLD."bank_name", 'iban', OLD."iban", 'bic', OLD."bic", 'currency', OLD."currency", 'active', OLD."active", 'version', OLD."version", 'changed_us', OLD."changed_us", 'changed_by', OLD."changed_by"), json_object('division', NEW."division", 'name', NEW."name", 'address_lines', NEW."address_lines", 'postcode', NEW."postcode", 'city', NEW."city", 'address_country', NEW."address_country", 'tax_number', NEW."tax_number", 'gln', NEW."gln", 'duns', NEW."duns", 'bank_name', NEW."bank_name", 'iban', NEW."iban", 'bic', NEW."bic", 'currency', NEW."currency", 'active', NEW."active", 'version', NEW."version", 'changed_us', NEW."changed_us", 'changed_by', NEW."changed_by")); END;
CREATE TRIGGER audit_partners_divisions_delete AFTER DELETE ON partners_divisions BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_divisions:' || OLD."division", 'delete', json_object('division', OLD."division", 'name', OLD."name", 'address_lines', OLD."address_lines", 'postcode', OLD."postcode", 'city', OLD."city", 'address_country', OLD."address_country", 'tax_number', OLD."tax_number", 'gln', OLD."gln", 'duns', OLD."duns", 'bank_name', OLD."bank_name", 'iban', OLD."iban", 'bic', OLD."bic", 'currency', OLD."currency", 'active', OLD."active", 'version', OLD."version", 'changed_us', OLD."changed_us", 'changed_by', OLD."changed_by"), NULL); END;
CREATE TRIGGER audit_partners_industry_months_insert AFTER INSERT ON partners_industry_months BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_industry_months:' || NEW."calendar" || '/' || NEW."name", 'insert', NULL, json_object('calendar', NEW."calendar", 'name', NEW."name", 'first', NEW."first", 'last', NEW."last")); END;
CREATE TRIGGER audit_partners_industry_months_update AFTER UPDATE ON partners_industry_months WHEN OLD."calendar" IS NOT NEW."calendar" OR OLD."name" IS NOT NEW."name" OR OLD."first" IS NOT NEW."first" OR OLD."last" IS NOT NEW."last" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_industry_months:' || NEW."calendar" || '/' || NEW."name", 'update', json_object('calendar', OLD."calendar", 'name', OLD."name", 'first', OLD."first", 'last', OLD."last"), json_object('calendar', NEW."calendar", 'name', NEW."name", 'first', NEW."first", 'last', NEW."last")); END;
CREATE TRIGGER audit_partners_industry_months_delete AFTER DELETE ON partners_industry_months BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_industry_months:' || OLD."calendar" || '/' || OLD."name", 'delete', json_object('calendar', OLD."calendar", 'name', OLD."name", 'first', OLD."first", 'last', OLD."last"), NULL); END;
CREATE TRIGGER audit_partners_number_ranges_insert AFTER INSERT ON partners_number_ranges BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_number_ranges:' || NEW."division" || '/' || NEW."kind" || '/' || NEW."prefix", 'insert', NULL, json_object('division', NEW."division", 'kind', NEW."kind", 'prefix', NEW."prefix", 'customer', NEW."customer", 'first', NEW."first", 'last', NEW."last", 'width', NEW."width", 'next', NEW."next", 'active', NEW."active")); END;
CREATE TRIGGER audit_partners_number_ranges_update AFTER UPDATE ON partners_number_ranges WHEN OLD."division" IS NOT NEW."division" OR OLD."kind" IS NOT NEW."kind" OR OLD."prefix" IS NOT NEW."prefix" OR OLD."customer" IS NOT NEW."customer" OR OLD."first" IS NOT NEW."first" OR OLD."last" IS NOT NEW."last" OR OLD."width" IS NOT NEW."width" OR OLD."next" IS NOT NEW."next" OR OLD."active" IS NOT NEW."active" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_number_ranges:' || NEW."division" || '/' || NEW."kind" || '/' || NEW."prefix", 'update', json_object('division', OLD."division", 'kind', OLD."kind", 'prefix', OLD."prefix", 'customer', OLD."customer", 'first', OLD."first", 'last', OLD."last", 'width', OLD."width", 'next', OLD."next", 'active', OLD."active"), json_object('division', NEW."division", 'kind', NEW."kind", 'prefix', NEW."prefix", 'customer', NEW."customer", 'first', NEW."first", 'last', NEW."last", 'width', NEW."width", 'next', NEW."next", 'active', NEW."active")); END;
CREATE TRIGGER audit_partners_number_ranges_delete AFTER DELETE ON partners_number_ranges BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_number_ranges:' || OLD."division" || '/' || OLD."kind" || '/' || OLD."prefix", 'delete', json_object('division', OLD."division", 'kind', OLD."kind", 'prefix', OLD."prefix", 'customer', OLD."customer", 'first', OLD."first", 'last', OLD."last", 'width', OLD."width", 'next', OLD."next", 'active', OLD."active"), NULL); END;
CREATE TRIGGER audit_partners_plants_insert AFTER INSERT ON partners_plants BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_plants:' || NEW."customer" || '/' || NEW."plant", 'insert', NULL, json_object('customer', NEW."customer", 'plant', NEW."plant", 'name', NEW."name", 'calendar', NEW."calendar", 'address_lines', NEW."address_lines", 'postcode', NEW."postcode", 'city', NEW."city", 'address_country', NEW."address_country", 'tax_number', NEW."tax_number", 'gln', NEW."gln", 'duns', NEW."duns", 'active', NEW."active")); END;
CREATE TRIGGER audit_partners_plants_update AFTER UPDATE ON partners_plants WHEN OLD."customer" IS NOT NEW."customer" OR OLD."plant" IS NOT NEW."plant" OR OLD."name" IS NOT NEW."name" OR OLD."calendar" IS NOT NEW."calendar" OR OLD."address_lines" IS NOT NEW."address_lines" OR OLD."postcode" IS NOT NEW."postcode" OR OLD."city" IS NOT NEW."city" OR OLD."address_country" IS NOT NEW."address_country" OR OLD."tax_number" IS NOT NEW."tax_number" OR OLD."gln" IS NOT NEW."gln" OR OLD."duns" IS NOT NEW."duns" OR OLD."active" IS NOT NEW."active" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_plants:' || NEW."customer" || '/' || NEW."plant", 'update', json_object('customer', OLD."customer", 'plant', OLD."plant", 'name', OLD."name", 'calendar', OLD."calendar", 'address_lines', OLD."address_lines", 'postcode', OLD."postcode", 'city', OLD."city", 'address_country', OLD."address_country", 'tax_number', OLD."tax_number", 'gln', OLD."gln", 'duns', OLD."duns", 'active', OLD."active"), json_object('customer', NEW."customer", 'plant', NEW."plant", 'name', NEW."name", 'calendar', NEW."calendar", 'address_lines', NEW."address_lines", 'postcode', NEW."postcode", 'city', NEW."city", 'address_country', NEW."address_country", 'tax_number', NEW."tax_number", 'gln', NEW."gln", 'duns', NEW."duns", 'active', NEW."active")); END;
CREATE TRIGGER audit_partners_plants_delete AFTER DELETE ON partners_plants BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_plants:' || OLD."customer" || '/' || OLD."plant", 'delete', json_object('customer', OLD."customer", 'plant', OLD."plant", 'name', OLD."name", 'calendar', OLD."calendar", 'address_lines', OLD."address_lines", 'postcode', OLD."postcode", 'city', OLD."city", 'address_country', OLD."address_country", 'tax_number', OLD."tax_number", 'gln', OLD."gln", 'duns', OLD."duns", 'active', OLD."active"), NULL); END;
CREATE TRIGGER audit_partners_unloading_points_insert AFTER INSERT ON partners_unloading_points BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_unloading_points:' || NEW."customer" || '/' || NEW."plant" || '/' || NEW."point", 'insert', NULL, json_object('customer', NEW."customer", 'plant', NEW."plant", 'point', NEW."point", 'name', NEW."name", 'active', NEW."active")); END;
CREATE TRIGGER audit_partners_unloading_points_update AFTER UPDATE ON partners_unloading_points WHEN OLD."customer" IS NOT NEW."customer" OR OLD."plant" IS NOT NEW."plant" OR OLD."point" IS NOT NEW."point" OR OLD."name" IS NOT NEW."name" OR OLD."active" IS NOT NEW."active" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_unloading_points:' || NEW."customer" || '/' || NEW."plant" || '/' || NEW."point", 'update', json_object('customer', OLD."customer", 'plant', OLD."plant", 'point', OLD."point", 'name', OLD."name", 'active', OLD."active"), json_object('customer', NEW."customer", 'plant', NEW."plant", 'point', NEW."point", 'name', NEW."name", 'active', NEW."active")); END;
CREATE TRIGGER audit_partners_unloading_points_delete AFTER DELETE ON partners_unloading_points BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_unloading_points:' || OLD."customer" || '/' || OLD."plant" || '/' || OLD."point", 'delete', json_object('customer', OLD."customer", 'plant', OLD."plant", 'point', OLD."point", 'name', OLD."name", 'active', OLD."active"), NULL); END;
CREATE TRIGGER audit_partners_windows_insert AFTER INSERT ON partners_windows BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_windows:' || NEW."customer" || '/' || NEW."plant" || '/' || NEW."at", 'insert', NULL, json_object('customer', NEW."customer", 'plant', NEW."plant", 'at', NEW."at", 'percent', CASE WHEN NEW."percent" IS NOT NULL THEN CASE WHEN NEW."percent" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%04d', abs(NEW."percent") / 10000, abs(NEW."percent") % 10000), '0'), '.') END)); END;
CREATE TRIGGER audit_partners_windows_update AFTER UPDATE ON partners_windows WHEN OLD."customer" IS NOT NEW."customer" OR OLD."plant" IS NOT NEW."plant" OR OLD."at" IS NOT NEW."at" OR OLD."percent" IS NOT NEW."percent" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_windows:' || NEW."customer" || '/' || NEW."plant" || '/' || NEW."at", 'update', json_object('customer', OLD."customer", 'plant', OLD."plant", 'at', OLD."at", 'percent', CASE WHEN OLD."percent" IS NOT NULL THEN CASE WHEN OLD."percent" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%04d', abs(OLD."percent") / 10000, abs(OLD."percent") % 10000), '0'), '.') END), json_object('customer', NEW."customer", 'plant', NEW."plant", 'at', NEW."at", 'percent', CASE WHEN NEW."percent" IS NOT NULL THEN CASE WHEN NEW."percent" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%04d', abs(NEW."percent") / 10000, abs(NEW."percent") % 10000), '0'), '.') END)); END;
CREATE TRIGGER audit_partners_windows_delete AFTER DELETE ON partners_windows BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'partners_windows:' || OLD."customer" || '/' || OLD."plant" || '/' || OLD."at", 'delete', json_object('customer', OLD."customer", 'plant', OLD."plant", 'at', OLD."at", 'percent', CASE WHEN OLD."percent" IS NOT NULL THEN CASE WHEN OLD."percent" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%04d', abs(OLD."percent") / 10000, abs(OLD."percent") % 10000), '0'), '.') END), NULL); END;
CREATE TRIGGER audit_quality_blocks_insert AFTER INSERT ON quality_blocks BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'quality_blocks:' || NEW."block", 'insert', NULL, json_object('block', NEW."block", 'part', NEW."part", 'lot', NEW."lot", 'serials', hex(NEW."serials"), 'person', NEW."person", 'reason', NEW."reason", 'at_us', NEW."at_us")); END;
CREATE TRIGGER audit_quality_blocks_update AFTER UPDATE ON quality_blocks WHEN OLD."block" IS NOT NEW."block" OR OLD."part" IS NOT NEW."part" OR OLD."lot" IS NOT NEW."lot" OR OLD."serials" IS NOT NEW."serials" OR OLD."person" IS NOT NEW."person" OR OLD."reason" IS NOT NEW."reason" OR OLD."at_us" IS NOT NEW."at_us" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'quality_blocks:' || NEW."block", 'update', json_object('block', OLD."block", 'part', OLD."part", 'lot', OLD."lot", 'serials', hex(OLD."serials"), 'person', OLD."person", 'reason', OLD."reason", 'at_us', OLD."at_us"), json_object('block', NEW."block", 'part', NEW."part", 'lot', NEW."lot", 'serials', hex(NEW."serials"), 'person', NEW."person", 'reason', NEW."reason", 'at_us', NEW."at_us")); END;
CREATE TRIGGER audit_quality_blocks_delete AFTER DELETE ON quality_blocks BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'quality_blocks:' || OLD."block", 'delete', json_object('block', OLD."block", 'part', OLD."part", 'lot', OLD."lot", 'serials', hex(OLD."serials"), 'person', OLD."person", 'reason', OLD."reason", 'at_us', OLD."at_us"), NULL); END;
CREATE TRIGGER audit_quality_lifts_insert AFTER INSERT ON quality_lifts BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'quality_lifts:' || NEW."block", 'insert', NULL, json_object('block', NEW."block", 'person', NEW."person", 'second_person', NEW."second_person", 'reason', NEW."reason", 'at_us', NEW."at_us")); END;
CREATE TRIGGER audit_quality_lifts_update AFTER UPDATE ON quality_lifts WHEN OLD."block" IS NOT NEW."block" OR OLD."person" IS NOT NEW."person" OR OLD."second_person" IS NOT NEW."second_person" OR OLD."reason" IS NOT NEW."reason" OR OLD."at_us" IS NOT NEW."at_us" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'quality_lifts:' || NEW."block", 'update', json_object('block', OLD."block", 'person', OLD."person", 'second_person', OLD."second_person", 'reason', OLD."reason", 'at_us', OLD."at_us"), json_object('block', NEW."block", 'person', NEW."person", 'second_person', NEW."second_person", 'reason', NEW."reason", 'at_us', NEW."at_us")); END;
CREATE TRIGGER audit_quality_lifts_delete AFTER DELETE ON quality_lifts BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'quality_lifts:' || OLD."block", 'delete', json_object('block', OLD."block", 'person', OLD."person", 'second_person', OLD."second_person", 'reason', OLD."reason", 'at_us', OLD."at_us"), NULL); END;
CREATE TRIGGER audit_quality_tasks_insert AFTER INSERT ON quality_tasks BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'quality_tasks:' || NEW."block" || '/' || NEW."task", 'insert', NULL, json_object('block', NEW."block", 'task', NEW."task", 'owner', NEW."owner", 'note', NEW."note", 'done_us', NEW."done_us", 'done_by', NEW."done_by")); END;
CREATE TRIGGER audit_quality_tasks_update AFTER UPDATE ON quality_tasks WHEN OLD."block" IS NOT NEW."block" OR OLD."task" IS NOT NEW."task" OR OLD."owner" IS NOT NEW."owner" OR OLD."note" IS NOT NEW."note" OR OLD."done_us" IS NOT NEW."done_us" OR OLD."done_by" IS NOT NEW."done_by" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'quality_tasks:' || NEW."block" || '/' || NEW."task", 'update', json_object('block', OLD."block", 'task', OLD."task", 'owner', OLD."owner", 'note', OLD."note", 'done_us', OLD."done_us", 'done_by', OLD."done_by"), json_object('block', NEW."block", 'task', NEW."task", 'owner', NEW."owner", 'note', NEW."note", 'done_us', NEW."done_us", 'done_by', NEW."done_by")); END;
CREATE TRIGGER audit_quality_tasks_delete AFTER DELETE ON quality_tasks BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'quality_tasks:' || OLD."block" || '/' || OLD."task", 'delete', json_object('block', OLD."block", 'task', OLD."task", 'owner', OLD."owner", 'note', OLD."note", 'done_us', OLD."done_us", 'done_by', OLD."done_by"), NULL); END;
CREATE TRIGGER audit_releases_authorised_insert AFTER INSERT ON releases_authorised BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_authorised:' || NEW."agreement" || '/' || NEW."part" || '/' || NEW."point", 'insert', NULL, json_object('agreement', NEW."agreement", 'part', NEW."part", 'point', NEW."point", 'start', NEW."start", 'fabricate', CASE WHEN NEW."fabricate" IS NOT NULL THEN CASE WHEN NEW."fabricate" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."fabricate") / 1000000, abs(NEW."fabricate") % 1000000), '0'), '.') END, 'raw_material', CASE WHEN NEW."raw_material" IS NOT NULL THEN CASE WHEN NEW."raw_material" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."raw_material") / 1000000, abs(NEW."raw_material") % 1000000), '0'), '.') END, 'closed', NEW."closed")); END;
CREATE TRIGGER audit_releases_authorised_update AFTER UPDATE ON releases_authorised WHEN OLD."agreement" IS NOT NEW."agreement" OR OLD."part" IS NOT NEW."part" OR OLD."point" IS NOT NEW."point" OR OLD."start" IS NOT NEW."start" OR OLD."fabricate" IS NOT NEW."fabricate" OR OLD."raw_material" IS NOT NEW."raw_material" OR OLD."closed" IS NOT NEW."closed" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_authorised:' || NEW."agreement" || '/' || NEW."part" || '/' || NEW."point", 'update', json_object('agreement', OLD."agreement", 'part', OLD."part", 'point', OLD."point", 'start', OLD."start", 'fabricate', CASE WHEN OLD."fabricate" IS NOT NULL THEN CASE WHEN OLD."fabricate" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."fabricate") / 1000000, abs(OLD."fabricate") % 1000000), '0'), '.') END, 'raw_material', CASE WHEN OLD."raw_material" IS NOT NULL THEN CASE WHEN OLD."raw_material" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."raw_material") / 1000000, abs(OLD."raw_material") % 1000000), '0'), '.') END, 'closed', OLD."closed"), json_object('agreement', NEW."agreement", 'part', NEW."part", 'point', NEW."point", 'start', NEW."start", 'fabricate', CASE WHEN NEW."fabricate" IS NOT NULL THEN CASE WHEN NEW."fabricate" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."fabricate") / 1000000, abs(NEW."fabricate") % 1000000), '0'), '.') END, 'raw_material', CASE WHEN NEW."raw_material" IS NOT NULL THEN CASE WHEN NEW."raw_material" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."raw_material") / 1000000, abs(NEW."raw_material") % 1000000), '0'), '.') END, 'closed', NEW."closed")); END;
CREATE TRIGGER audit_releases_authorised_delete AFTER DELETE ON releases_authorised BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_authorised:' || OLD."agreement" || '/' || OLD."part" || '/' || OLD."point", 'delete', json_object('agreement', OLD."agreement", 'part', OLD."part", 'point', OLD."point", 'start', OLD."start", 'fabricate', CASE WHEN OLD."fabricate" IS NOT NULL THEN CASE WHEN OLD."fabricate" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."fabricate") / 1000000, abs(OLD."fabricate") % 1000000), '0'), '.') END, 'raw_material', CASE WHEN OLD."raw_material" IS NOT NULL THEN CASE WHEN OLD."raw_material" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."raw_material") / 1000000, abs(OLD."raw_material") % 1000000), '0'), '.') END, 'closed', OLD."closed"), NULL); END;
CREATE TRIGGER audit_releases_exceptions_insert AFTER INSERT ON releases_exceptions BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_exceptions:' || NEW."exception", 'insert', NULL, json_object('exception', NEW."exception", 'schedule', NEW."schedule", 'on_day', NEW."on_day", 'at_time', NEW."at_time", 'purchase_order', NEW."purchase_order", 'reference', NEW."reference", 'reason', NEW."reason", 'opened_us', NEW."opened_us", 'closed_us', NEW."closed_us", 'closed_by', NEW."closed_by", 'action', NEW."action")); END;
CREATE TRIGGER audit_releases_exceptions_update AFTER UPDATE ON releases_exceptions WHEN OLD."exception" IS NOT NEW."exception" OR OLD."schedule" IS NOT NEW."schedule" OR OLD."on_day" IS NOT NEW."on_day" OR OLD."at_time" IS NOT NEW."at_time" OR OLD."purchase_order" IS NOT NEW."purchase_order" OR OLD."reference" IS NOT NEW."reference" OR OLD."reason" IS NOT NEW."reason" OR OLD."opened_us" IS NOT NEW."opened_us" OR OLD."closed_us" IS NOT NEW."closed_us" OR OLD."closed_by" IS NOT NEW."closed_by" OR OLD."action" IS NOT NEW."action" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_exceptions:' || NEW."exception", 'update', json_object('exception', OLD."exception", 'schedule', OLD."schedule", 'on_day', OLD."on_day", 'at_time', OLD."at_time", 'purchase_order', OLD."purchase_order", 'reference', OLD."reference", 'reason', OLD."reason", 'opened_us', OLD."opened_us", 'closed_us', OLD."closed_us", 'closed_by', OLD."closed_by", 'action', OLD."action"), json_object('exception', NEW."exception", 'schedule', NEW."schedule", 'on_day', NEW."on_day", 'at_time', NEW."at_time", 'purchase_order', NEW."purchase_order", 'reference', NEW."reference", 'reason', NEW."reason", 'opened_us', NEW."opened_us", 'closed_us', NEW."closed_us", 'closed_by', NEW."closed_by", 'action', NEW."action")); END;
CREATE TRIGGER audit_releases_exceptions_delete AFTER DELETE ON releases_exceptions BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_exceptions:' || OLD."exception", 'delete', json_object('exception', OLD."exception", 'schedule', OLD."schedule", 'on_day', OLD."on_day", 'at_time', OLD."at_time", 'purchase_order', OLD."purchase_order", 'reference', OLD."reference", 'reason', OLD."reason", 'opened_us', OLD."opened_us", 'closed_us', OLD."closed_us", 'closed_by', OLD."closed_by", 'action', OLD."action"), NULL); END;
CREATE TRIGGER audit_releases_movements_insert AFTER INSERT ON releases_movements BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_movements:' || NEW."agreement" || '/' || NEW."part" || '/' || NEW."seq", 'insert', NULL, json_object('agreement', NEW."agreement", 'part', NEW."part", 'seq', NEW."seq", 'at_us', NEW."at_us", 'who', NEW."who", 'second_person', NEW."second_person", 'kind', NEW."kind", 'on_day', NEW."on_day", 'quantity', CASE WHEN NEW."quantity" IS NOT NULL THEN CASE WHEN NEW."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."quantity") / 1000000, abs(NEW."quantity") % 1000000), '0'), '.') END, 'note', NEW."note", 'unloading_point', NEW."unloading_point", 'point', NEW."point", 'happened_us', NEW."happened_us", 'side', NEW."side", 'why', NEW."why", 'synchronise_on', NEW."synchronise_on", 'execute_on', NEW."execute_on", 'interchange', NEW."interchange")); END;
CREATE TRIGGER audit_releases_movements_update AFTER UPDATE ON releases_movements WHEN OLD."agreement" IS NOT NEW."agreement" OR OLD."part" IS NOT NEW."part" OR OLD."seq" IS NOT NEW."seq" OR OLD."at_us" IS NOT NEW."at_us" OR OLD."who" IS NOT NEW."who" OR OLD."second_person" IS NOT NEW."second_person" OR OLD."kind" IS NOT NEW."kind" OR OLD."on_day" IS NOT NEW."on_day" OR OLD."quantity" IS NOT NEW."quantity" OR OLD."note" IS NOT NEW."note" OR OLD."unloading_point" IS NOT NEW."unloading_point" OR OLD."point" IS NOT NEW."point" OR OLD."happened_us" IS NOT NEW."happened_us" OR OLD."side" IS NOT NEW."side" OR OLD."why" IS NOT NEW."why" OR OLD."synchronise_on" IS NOT NEW."synchronise_on" OR OLD."execute_on" IS NOT NEW."execute_on" OR OLD."interchange" IS NOT NEW."interchange" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_movements:' || NEW."agreement" || '/' || NEW."part" || '/' || NEW."seq", 'update', json_object('agreement', OLD."agreement", 'part', OLD."part", 'seq', OLD."seq", 'at_us', OLD."at_us", 'who', OLD."who", 'second_person', OLD."second_person", 'kind', OLD."kind", 'on_day', OLD."on_day", 'quantity', CASE WHEN OLD."quantity" IS NOT NULL THEN CASE WHEN OLD."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."quantity") / 1000000, abs(OLD."quantity") % 1000000), '0'), '.') END, 'note', OLD."note", 'unloading_point', OLD."unloading_point", 'point', OLD."point", 'happened_us', OLD."happened_us", 'side', OLD."side", 'why', OLD."why", 'synchronise_on', OLD."synchronise_on", 'execute_on', OLD."execute_on", 'interchange', OLD."interchange"), json_object('agreement', NEW."agreement", 'part', NEW."part", 'seq', NEW."seq", 'at_us', NEW."at_us", 'who', NEW."who", 'second_person', NEW."second_person", 'kind', NEW."kind", 'on_day', NEW."on_day", 'quantity', CASE WHEN NEW."quantity" IS NOT NULL THEN CASE WHEN NEW."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."quantity") / 1000000, abs(NEW."quantity") % 1000000), '0'), '.') END, 'note', NEW."note", 'unloading_point', NEW."unloading_point", 'point', NEW."point", 'happened_us', NEW."happened_us", 'side', NEW."side", 'why', NEW."why", 'synchronise_on', NEW."synchronise_on", 'execute_on', NEW."execute_on", 'interchange', NEW."interchange")); END;
CREATE TRIGGER audit_releases_movements_delete AFTER DELETE ON releases_movements BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_movements:' || OLD."agreement" || '/' || OLD."part" || '/' || OLD."seq", 'delete', json_object('agreement', OLD."agreement", 'part', OLD."part", 'seq', OLD."seq", 'at_us', OLD."at_us", 'who', OLD."who", 'second_person', OLD."second_person", 'kind', OLD."kind", 'on_day', OLD."on_day", 'quantity', CASE WHEN OLD."quantity" IS NOT NULL THEN CASE WHEN OLD."quantity" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."quantity") / 1000000, abs(OLD."quantity") % 1000000), '0'), '.') END, 'note', OLD."note", 'unloading_point', OLD."unloading_point", 'point', OLD."point", 'happened_us', OLD."happened_us", 'side', OLD."side", 'why', OLD."why", 'synchronise_on', OLD."synchronise_on", 'execute_on', OLD."execute_on", 'interchange', OLD."interchange"), NULL); END;
CREATE TRIGGER audit_releases_receipts_insert AFTER INSERT ON releases_receipts BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_receipts:' || NEW."receipt", 'insert', NULL, json_object('receipt', NEW."receipt", 'interchange', NEW."interchange", 'message', NEW."message", 'line', NEW."line", 'number', NEW."number", 'customer', NEW."customer", 'agreement', NEW."agreement", 'part', NEW."part", 'point', NEW."point", 'note', NEW."note", 'on_day', NEW."on_day", 'despatched', CASE WHEN NEW."despatched" IS NOT NULL THEN CASE WHEN NEW."despatched" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."despatched") / 1000000, abs(NEW."despatched") % 1000000), '0'), '.') END, 'received', CASE WHEN NEW."received" IS NOT NULL THEN CASE WHEN NEW."received" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."received") / 1000000, abs(NEW."received") % 1000000), '0'), '.') END, 'accepted', CASE WHEN NEW."accepted" IS NOT NULL THEN CASE WHEN NEW."accepted" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."accepted") / 1000000, abs(NEW."accepted") % 1000000), '0'), '.') END, 'rejected', CASE WHEN NEW."rejected" IS NOT NULL THEN CASE WHEN NEW."rejected" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."rejected") / 1000000, abs(NEW."rejected") % 1000000), '0'), '.') END, 'missing', CASE WHEN NEW."missing" IS NOT NULL THEN CASE WHEN NEW."missing" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."missing") / 1000000, abs(NEW."missing") % 1000000), '0'), '.') END, 'posted', CASE WHEN NEW."posted" IS NOT NULL THEN CASE WHEN NEW."posted" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."posted") / 1000000, abs(NEW."posted") % 1000000), '0'), '.') END, 'cum', CASE WHEN NEW."cum" IS NOT NULL THEN CASE WHEN NEW."cum" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."cum") / 1000000, abs(NEW."cum") % 1000000), '0'), '.') END, 'differences', NEW."differences", 'state', NEW."state", 'reasons', NEW."reasons", 'at_us', NEW."at_us")); END;
CREATE TRIGGER audit_releases_receipts_update AFTER UPDATE ON releases_receipts WHEN OLD."receipt" IS NOT NEW."receipt" OR OLD."interchange" IS NOT NEW."interchange" OR OLD."message" IS NOT NEW."message" OR OLD."line" IS NOT NEW."line" OR OLD."number" IS NOT NEW."number" OR OLD."customer" IS NOT NEW."customer" OR OLD."agreement" IS NOT NEW."agreement" OR OLD."part" IS NOT NEW."part" OR OLD."point" IS NOT NEW."point" OR OLD."note" IS NOT NEW."note" OR OLD."on_day" IS NOT NEW."on_day" OR OLD."despatched" IS NOT NEW."despatched" OR OLD."received" IS NOT NEW."received" OR OLD."accepted" IS NOT NEW."accepted" OR OLD."rejected" IS NOT NEW."rejected" OR OLD."missing" IS NOT NEW."missing" OR OLD."posted" IS NOT NEW."posted" OR OLD."cum" IS NOT NEW."cum" OR OLD."differences" IS NOT NEW."differences" OR OLD."state" IS NOT NEW."state" OR OLD."reasons" IS NOT NEW."reasons" OR OLD."at_us" IS NOT NEW."at_us" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_receipts:' || NEW."receipt", 'update', json_object('receipt', OLD."receipt", 'interchange', OLD."interchange", 'message', OLD."message", 'line', OLD."line", 'number', OLD."number", 'customer', OLD."customer", 'agreement', OLD."agreement", 'part', OLD."part", 'point', OLD."point", 'note', OLD."note", 'on_day', OLD."on_day", 'despatched', CASE WHEN OLD."despatched" IS NOT NULL THEN CASE WHEN OLD."despatched" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."despatched") / 1000000, abs(OLD."despatched") % 1000000), '0'), '.') END, 'received', CASE WHEN OLD."received" IS NOT NULL THEN CASE WHEN OLD."received" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."received") / 1000000, abs(OLD."received") % 1000000), '0'), '.') END, 'accepted', CASE WHEN OLD."accepted" IS NOT NULL THEN CASE WHEN OLD."accepted" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."accepted") / 1000000, abs(OLD."accepted") % 1000000), '0'), '.') END, 'rejected', CASE WHEN OLD."rejected" IS NOT NULL THEN CASE WHEN OLD."rejected" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."rejected") / 1000000, abs(OLD."rejected") % 1000000), '0'), '.') END, 'missing', CASE WHEN OLD."missing" IS NOT NULL THEN CASE WHEN OLD."missing" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."missing") / 1000000, abs(OLD."missing") % 1000000), '0'), '.') END, 'posted', CASE WHEN OLD."posted" IS NOT NULL THEN CASE WHEN OLD."posted" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."posted") / 1000000, abs(OLD."posted") % 1000000), '0'), '.') END, 'cum', CASE WHEN OLD."cum" IS NOT NULL THEN CASE WHEN OLD."cum" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."cum") / 1000000, abs(OLD."cum") % 1000000), '0'), '.') END, 'differences', OLD."differences", 'state', OLD."state", 'reasons', OLD."reasons", 'at_us', OLD."at_us"), json_object('receipt', NEW."receipt", 'interchange', NEW."interchange", 'message', NEW."message", 'line', NEW."line", 'number', NEW."number", 'customer', NEW."customer", 'agreement', NEW."agreement", 'part', NEW."part", 'point', NEW."point", 'note', NEW."note", 'on_day', NEW."on_day", 'despatched', CASE WHEN NEW."despatched" IS NOT NULL THEN CASE WHEN NEW."despatched" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."despatched") / 1000000, abs(NEW."despatched") % 1000000), '0'), '.') END, 'received', CASE WHEN NEW."received" IS NOT NULL THEN CASE WHEN NEW."received" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."received") / 1000000, abs(NEW."received") % 1000000), '0'), '.') END, 'accepted', CASE WHEN NEW."accepted" IS NOT NULL THEN CASE WHEN NEW."accepted" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."accepted") / 1000000, abs(NEW."accepted") % 1000000), '0'), '.') END, 'rejected', CASE WHEN NEW."rejected" IS NOT NULL THEN CASE WHEN NEW."rejected" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."rejected") / 1000000, abs(NEW."rejected") % 1000000), '0'), '.') END, 'missing', CASE WHEN NEW."missing" IS NOT NULL THEN CASE WHEN NEW."missing" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."missing") / 1000000, abs(NEW."missing") % 1000000), '0'), '.') END, 'posted', CASE WHEN NEW."posted" IS NOT NULL THEN CASE WHEN NEW."posted" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."posted") / 1000000, abs(NEW."posted") % 1000000), '0'), '.') END, 'cum', CASE WHEN NEW."cum" IS NOT NULL THEN CASE WHEN NEW."cum" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."cum") / 1000000, abs(NEW."cum") % 1000000), '0'), '.') END, 'differences', NEW."differences", 'state', NEW."state", 'reasons', NEW."reasons", 'at_us', NEW."at_us")); END;
CREATE TRIGGER audit_releases_receipts_delete AFTER DELETE ON releases_receipts BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_receipts:' || OLD."receipt", 'delete', json_object('receipt', OLD."receipt", 'interchange', OLD."interchange", 'message', OLD."message", 'line', OLD."line", 'number', OLD."number", 'customer', OLD."customer", 'agreement', OLD."agreement", 'part', OLD."part", 'point', OLD."point", 'note', OLD."note", 'on_day', OLD."on_day", 'despatched', CASE WHEN OLD."despatched" IS NOT NULL THEN CASE WHEN OLD."despatched" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."despatched") / 1000000, abs(OLD."despatched") % 1000000), '0'), '.') END, 'received', CASE WHEN OLD."received" IS NOT NULL THEN CASE WHEN OLD."received" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."received") / 1000000, abs(OLD."received") % 1000000), '0'), '.') END, 'accepted', CASE WHEN OLD."accepted" IS NOT NULL THEN CASE WHEN OLD."accepted" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."accepted") / 1000000, abs(OLD."accepted") % 1000000), '0'), '.') END, 'rejected', CASE WHEN OLD."rejected" IS NOT NULL THEN CASE WHEN OLD."rejected" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."rejected") / 1000000, abs(OLD."rejected") % 1000000), '0'), '.') END, 'missing', CASE WHEN OLD."missing" IS NOT NULL THEN CASE WHEN OLD."missing" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."missing") / 1000000, abs(OLD."missing") % 1000000), '0'), '.') END, 'posted', CASE WHEN OLD."posted" IS NOT NULL THEN CASE WHEN OLD."posted" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."posted") / 1000000, abs(OLD."posted") % 1000000), '0'), '.') END, 'cum', CASE WHEN OLD."cum" IS NOT NULL THEN CASE WHEN OLD."cum" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."cum") / 1000000, abs(OLD."cum") % 1000000), '0'), '.') END, 'differences', OLD."differences", 'state', OLD."state", 'reasons', OLD."reasons", 'at_us', OLD."at_us"), NULL); END;
CREATE TRIGGER audit_releases_schedules_insert AFTER INSERT ON releases_schedules BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_schedules:' || NEW."schedule", 'insert', NULL, json_object('schedule', NEW."schedule", 'agreement', NEW."agreement", 'customer', NEW."customer", 'plant', NEW."plant", 'part', NEW."part", 'unloading_point', NEW."unloading_point", 'kind', NEW."kind", 'number', NEW."number", 'previous_number', NEW."previous_number", 'issued_on', NEW."issued_on", 'first_day', NEW."first_day", 'until_day', NEW."until_day", 'received_us', NEW."received_us", 'interchange', NEW."interchange", 'message', NEW."message", 'partner', NEW."partner", 'state', NEW."state", 'waits', NEW."waits", 'received_cum', CASE WHEN NEW."received_cum" IS NOT NULL THEN CASE WHEN NEW."received_cum" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."received_cum") / 1000000, abs(NEW."received_cum") % 1000000), '0'), '.') END, 'counted_since', NEW."counted_since", 'last_note', NEW."last_note", 'authorisations', NEW."authorisations", 'owner', NEW."owner", 'viewed_us', NEW."viewed_us", 'viewed_by', NEW."viewed_by", 'changed_us', NEW."changed_us", 'version', NEW."version", 'previous', NEW."previous", 'due', NEW."due", 'terms_version', NEW."terms_version", 'lines', NEW."lines", 'entered_by', NEW."entered_by")); END;
CREATE TRIGGER audit_releases_schedules_update AFTER UPDATE ON releases_schedules WHEN OLD."schedule" IS NOT NEW."schedule" OR OLD."agreement" IS NOT NEW."agreement" OR OLD."customer" IS NOT NEW."customer" OR OLD."plant" IS NOT NEW."plant" OR OLD."part" IS NOT NEW."part" OR OLD."unloading_point" IS NOT NEW."unloading_point" OR OLD."kind" IS NOT NEW."kind" OR OLD."number" IS NOT NEW."number" OR OLD."previous_number" IS NOT NEW."previous_number" OR OLD."issued_on" IS NOT NEW."issued_on" OR OLD."first_day" IS NOT NEW."first_day" OR OLD."until_day" IS NOT NEW."until_day" OR OLD."received_us" IS NOT NEW."received_us" OR OLD."interchange" IS NOT NEW."interchange" OR OLD."message" IS NOT NEW."message" OR OLD."partner" IS NOT NEW."partner" OR OLD."state" IS NOT NEW."state" OR OLD."waits" IS NOT NEW."waits" OR OLD."received_cum" IS NOT NEW."received_cum" OR OLD."counted_since" IS NOT NEW."counted_since" OR OLD."last_note" IS NOT NEW."last_note" OR OLD."authorisations" IS NOT NEW."authorisations" OR OLD."owner" IS NOT NEW."owner" OR OLD."viewed_us" IS NOT NEW."viewed_us" OR OLD."viewed_by" IS NOT NEW."viewed_by" OR OLD."changed_us" IS NOT NEW."changed_us" OR OLD."version" IS NOT NEW."version" OR OLD."previous" IS NOT NEW."previous" OR OLD."due" IS NOT NEW."due" OR OLD."terms_version" IS NOT NEW."terms_version" OR OLD."lines" IS NOT NEW."lines" OR OLD."entered_by" IS NOT NEW."entered_by" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_schedules:' || NEW."schedule", 'update', json_object('schedule', OLD."schedule", 'agreement', OLD."agreement", 'customer', OLD."customer", 'plant', OLD."plant", 'part', OLD."part", 'unloading_point', OLD."unloading_point", 'kind', OLD."kind", 'number', OLD."number", 'previous_number', OLD."previous_number", 'issued_on', OLD."issued_on", 'first_day', OLD."first_day", 'until_day', OLD."until_day", 'received_us', OLD."received_us", 'interchange', OLD."interchange", 'message', OLD."message", 'partner', OLD."partner", 'state', OLD."state", 'waits', OLD."waits", 'received_cum', CASE WHEN OLD."received_cum" IS NOT NULL THEN CASE WHEN OLD."received_cum" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."received_cum") / 1000000, abs(OLD."received_cum") % 1000000), '0'), '.') END, 'counted_since', OLD."counted_since", 'last_note', OLD."last_note", 'authorisations', OLD."authorisations", 'owner', OLD."owner", 'viewed_us', OLD."viewed_us", 'viewed_by', OLD."viewed_by", 'changed_us', OLD."changed_us", 'version', OLD."version", 'previous', OLD."previous", 'due', OLD."due", 'terms_version', OLD."terms_version", 'lines', OLD."lines", 'entered_by', OLD."entered_by"), json_object('schedule', NEW."schedule", 'agreement', NEW."agreement", 'customer', NEW."customer", 'plant', NEW."plant", 'part', NEW."part", 'unloading_point', NEW."unloading_point", 'kind', NEW."kind", 'number', NEW."number", 'previous_number', NEW."previous_number", 'issued_on', NEW."issued_on", 'first_day', NEW."first_day", 'until_day', NEW."until_day", 'received_us', NEW."received_us", 'interchange', NEW."interchange", 'message', NEW."message", 'partner', NEW."partner", 'state', NEW."state", 'waits', NEW."waits", 'received_cum', CASE WHEN NEW."received_cum" IS NOT NULL THEN CASE WHEN NEW."received_cum" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(NEW."received_cum") / 1000000, abs(NEW."received_cum") % 1000000), '0'), '.') END, 'counted_since', NEW."counted_since", 'last_note', NEW."last_note", 'authorisations', NEW."authorisations", 'owner', NEW."owner", 'viewed_us', NEW."viewed_us", 'viewed_by', NEW."viewed_by", 'changed_us', NEW."changed_us", 'version', NEW."version", 'previous', NEW."previous", 'due', NEW."due", 'terms_version', NEW."terms_version", 'lines', NEW."lines", 'entered_by', NEW."entered_by")); END;
CREATE TRIGGER audit_releases_schedules_delete AFTER DELETE ON releases_schedules BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_schedules:' || OLD."schedule", 'delete', json_object('schedule', OLD."schedule", 'agreement', OLD."agreement", 'customer', OLD."customer", 'plant', OLD."plant", 'part', OLD."part", 'unloading_point', OLD."unloading_point", 'kind', OLD."kind", 'number', OLD."number", 'previous_number', OLD."previous_number", 'issued_on', OLD."issued_on", 'first_day', OLD."first_day", 'until_day', OLD."until_day", 'received_us', OLD."received_us", 'interchange', OLD."interchange", 'message', OLD."message", 'partner', OLD."partner", 'state', OLD."state", 'waits', OLD."waits", 'received_cum', CASE WHEN OLD."received_cum" IS NOT NULL THEN CASE WHEN OLD."received_cum" < 0 THEN '-' ELSE '' END || rtrim(rtrim(printf('%d.%06d', abs(OLD."received_cum") / 1000000, abs(OLD."received_cum") % 1000000), '0'), '.') END, 'counted_since', OLD."counted_since", 'last_note', OLD."last_note", 'authorisations', OLD."authorisations", 'owner', OLD."owner", 'viewed_us', OLD."viewed_us", 'viewed_by', OLD."viewed_by", 'changed_us', OLD."changed_us", 'version', OLD."version", 'previous', OLD."previous", 'due', OLD."due", 'terms_version', OLD."terms_version", 'lines', OLD."lines", 'entered_by', OLD."entered_by"), NULL); END;
CREATE TRIGGER audit_releases_steps_insert AFTER INSERT ON releases_steps BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_steps:' || NEW."schedule" || '/' || NEW."seq", 'insert', NULL, json_object('schedule', NEW."schedule", 'seq', NEW."seq", 'at_us', NEW."at_us", 'step', NEW."step", 'from_state', NEW."from_state", 'to_state', NEW."to_state", 'who', NEW."who", 'why', NEW."why", 'reasons', NEW."reasons")); END;
CREATE TRIGGER audit_releases_steps_update AFTER UPDATE ON releases_steps WHEN OLD."schedule" IS NOT NEW."schedule" OR OLD."seq" IS NOT NEW."seq" OR OLD."at_us" IS NOT NEW."at_us" OR OLD."step" IS NOT NEW."step" OR OLD."from_state" IS NOT NEW."from_state" OR OLD."to_state" IS NOT NEW."to_state" OR OLD."who" IS NOT NEW."who" OR OLD."why" IS NOT NEW."why" OR OLD."reasons" IS NOT NEW."reasons" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_steps:' || NEW."schedule" || '/' || NEW."seq", 'update', json_object('schedule', OLD."schedule", 'seq', OLD."seq", 'at_us', OLD."at_us", 'step', OLD."step", 'from_state', OLD."from_state", 'to_state', OLD."to_state", 'who', OLD."who", 'why', OLD."why", 'reasons', OLD."reasons"), json_object('schedule', NEW."schedule", 'seq', NEW."seq", 'at_us', NEW."at_us", 'step', NEW."step", 'from_state', NEW."from_state", 'to_state', NEW."to_state", 'who', NEW."who", 'why', NEW."why", 'reasons', NEW."reasons")); END;
CREATE TRIGGER audit_releases_steps_delete AFTER DELETE ON releases_steps BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_steps:' || OLD."schedule" || '/' || OLD."seq", 'delete', json_object('schedule', OLD."schedule", 'seq', OLD."seq", 'at_us', OLD."at_us", 'step', OLD."step", 'from_state', OLD."from_state", 'to_state', OLD."to_state", 'who', OLD."who", 'why', OLD."why", 'reasons', OLD."reasons"), NULL); END;
CREATE TRIGGER audit_releases_unprocessed_insert AFTER INSERT ON releases_unprocessed BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_unprocessed:' || NEW."entry", 'insert', NULL, json_object('entry', NEW."entry", 'interchange', NEW."interchange", 'message', NEW."message", 'partner', NEW."partner", 'customer', NEW."customer", 'part', NEW."part", 'what', NEW."what", 'reasons', NEW."reasons", 'opened_us', NEW."opened_us", 'owner', NEW."owner", 'closed_us', NEW."closed_us", 'closed_by', NEW."closed_by", 'closing', NEW."closing", 'why', NEW."why")); END;
CREATE TRIGGER audit_releases_unprocessed_update AFTER UPDATE ON releases_unprocessed WHEN OLD."entry" IS NOT NEW."entry" OR OLD."interchange" IS NOT NEW."interchange" OR OLD."message" IS NOT NEW."message" OR OLD."partner" IS NOT NEW."partner" OR OLD."customer" IS NOT NEW."customer" OR OLD."part" IS NOT NEW."part" OR OLD."what" IS NOT NEW."what" OR OLD."reasons" IS NOT NEW."reasons" OR OLD."opened_us" IS NOT NEW."opened_us" OR OLD."owner" IS NOT NEW."owner" OR OLD."closed_us" IS NOT NEW."closed_us" OR OLD."closed_by" IS NOT NEW."closed_by" OR OLD."closing" IS NOT NEW."closing" OR OLD."why" IS NOT NEW."why" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_unprocessed:' || NEW."entry", 'update', json_object('entry', OLD."entry", 'interchange', OLD."interchange", 'message', OLD."message", 'partner', OLD."partner", 'customer', OLD."customer", 'part', OLD."part", 'what', OLD."what", 'reasons', OLD."reasons", 'opened_us', OLD."opened_us", 'owner', OLD."owner", 'closed_us', OLD."closed_us", 'closed_by', OLD."closed_by", 'closing', OLD."closing", 'why', OLD."why"), json_object('entry', NEW."entry", 'interchange', NEW."interchange", 'message', NEW."message", 'partner', NEW."partner", 'customer', NEW."customer", 'part', NEW."part", 'what', NEW."what", 'reasons', NEW."reasons", 'opened_us', NEW."opened_us", 'owner', NEW."owner", 'closed_us', NEW."closed_us", 'closed_by', NEW."closed_by", 'closing', NEW."closing", 'why', NEW."why")); END;
CREATE TRIGGER audit_releases_unprocessed_delete AFTER DELETE ON releases_unprocessed BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'releases_unprocessed:' || OLD."entry", 'delete', json_object('entry', OLD."entry", 'interchange', OLD."interchange", 'message', OLD."message", 'partner', OLD."partner", 'customer', OLD."customer", 'part', OLD."part", 'what', OLD."what", 'reasons', OLD."reasons", 'opened_us', OLD."opened_us", 'owner', OLD."owner", 'closed_us', OLD."closed_us", 'closed_by', OLD."closed_by", 'closing', OLD."closing", 'why', OLD."why"), NULL); END;
CREATE TRIGGER audit_tracking_alarm_answers_insert AFTER INSERT ON tracking_alarm_answers BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'tracking_alarm_answers:' || NEW."alarm", 'insert', NULL, json_object('alarm', NEW."alarm", 'owner', NEW."owner", 'taken_us', NEW."taken_us", 'closed_us', NEW."closed_us", 'closed_by', NEW."closed_by", 'note', NEW."note")); END;
CREATE TRIGGER audit_tracking_alarm_answers_update AFTER UPDATE ON tracking_alarm_answers WHEN OLD."alarm" IS NOT NEW."alarm" OR OLD."owner" IS NOT NEW."owner" OR OLD."taken_us" IS NOT NEW."taken_us" OR OLD."closed_us" IS NOT NEW."closed_us" OR OLD."closed_by" IS NOT NEW."closed_by" OR OLD."note" IS NOT NEW."note" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'tracking_alarm_answers:' || NEW."alarm", 'update', json_object('alarm', OLD."alarm", 'owner', OLD."owner", 'taken_us', OLD."taken_us", 'closed_us', OLD."closed_us", 'closed_by', OLD."closed_by", 'note', OLD."note"), json_object('alarm', NEW."alarm", 'owner', NEW."owner", 'taken_us', NEW."taken_us", 'closed_us', NEW."closed_us", 'closed_by', NEW."closed_by", 'note', NEW."note")); END;
CREATE TRIGGER audit_tracking_alarm_answers_delete AFTER DELETE ON tracking_alarm_answers BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'tracking_alarm_answers:' || OLD."alarm", 'delete', json_object('alarm', OLD."alarm", 'owner', OLD."owner", 'taken_us', OLD."taken_us", 'closed_us', OLD."closed_us", 'closed_by', OLD."closed_by", 'note', OLD."note"), NULL); END;
CREATE TRIGGER audit_access_person_roles_insert AFTER INSERT ON access_person_roles BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'access_person_roles:' || NEW."person" || '/' || NEW."role", 'insert', NULL, json_object('person', NEW."person", 'role', NEW."role", 'since_us', NEW."since_us", 'given_by', NEW."given_by")); END;
CREATE TRIGGER audit_access_person_roles_update AFTER UPDATE ON access_person_roles WHEN OLD."person" IS NOT NEW."person" OR OLD."role" IS NOT NEW."role" OR OLD."since_us" IS NOT NEW."since_us" OR OLD."given_by" IS NOT NEW."given_by" BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'access_person_roles:' || NEW."person" || '/' || NEW."role", 'update', json_object('person', OLD."person", 'role', OLD."role", 'since_us', OLD."since_us", 'given_by', OLD."given_by"), json_object('person', NEW."person", 'role', NEW."role", 'since_us', NEW."since_us", 'given_by', NEW."given_by")); END;
CREATE TRIGGER audit_access_person_roles_delete AFTER DELETE ON access_person_roles BEGIN INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER), coalesce((SELECT who FROM audit_context), 'outside'), coalesce((SELECT why FROM audit_context), ''), 'access_person_roles:' || OLD."person" || '/' || OLD."role", 'delete', json_object('person', OLD."person", 'role', OLD."role", 'since_us', OLD."since_us", 'given_by', OLD."given_by"), NULL); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('access_attempts',2);
COMMIT;

"""Checks an audit bundle of Topicdesk: verify_bundle.py FILE VKEY (the Ed25519 verifier key of the desk).
Exit codes: 0 sound, 1 something differs, 2 usage, 3 something is missing, 4 signed by another key.
Needs nothing but Python 3.9. Written from docs/proofs.md; texts are checked by hash and not opened."""
import base64, hashlib, json, re, sys, time, zipfile
LIMIT, findings, told_only = 512 * 1024 * 1024, [], []  # kinds and words; texts of which only the bundle says what they are
sha256 = lambda *parts: hashlib.sha256(b"".join(parts)).digest()
differs = lambda words: findings.append((1, words))
missing = lambda words: findings.append((3, words))
# Ed25519 (RFC 8032), verification only
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, I = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P)
def point(data):
    sign, y = divmod(int.from_bytes(data, "little"), 2**255)
    if y >= P: return None
    x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P: x = x * I % P
    if (x * x - x2) % P or (x == 0 and sign): return None
    if x & 1 != sign: x = P - x
    return (x, y, 1, x * y % P)
def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)
def times(n, p, q=(0, 1, 1, 0)):
    while n: q, p, n = add(q, p) if n & 1 else q, add(p, p), n >> 1
    return q
BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
def ed25519(public, message, signature):
    a, r, s = point(public), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or not a or not r or s >= L: return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    p, q = times(s, BASE), add(r, times(h, a))
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0
def b64(text):
    if base64.b64encode(base64.b64decode(text, validate=True)).decode() != text: raise ValueError("not base64")
    return base64.b64decode(text)
number = lambda text: int(float(text)) if float(text) % 1 == 0 else float(text)  # 1.0 is 1
unhex = lambda text: bytes.fromhex(re.fullmatch("[0-9a-f]{64}", str(text))[0])
def vkey(text):
    form = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+(.+)", text)
    data = b64(form[3]) if form else b""
    if data[:1] != b"\x01" or len(data) != 33: raise ValueError("not an Ed25519 verifier key")
    if sha256(form[1].encode(), b"\n", data)[:4].hex() != form[2]: raise ValueError("the id is not that of the key")
    return form[1], bytes.fromhex(form[2]), data[1:]
def checkpoint(note, key):
    """(origin, size, root) of a C2SP checkpoint, after its signatures were looked at."""
    name, key_id, public = key
    text, gap, signatures = note.rpartition("\n\n")
    if re.search(r"[\x00-\x09\x0b-\x1f]", note) or not gap or not signatures.endswith("\n"): raise ValueError("no signatures, or control characters")
    lines, ours = signatures[:-1].split("\n"), 0
    if len(lines) > 16: raise ValueError("more than 16 signatures")
    for line in lines:
        dash, signer, data = line.split(" ")
        if dash != "\u2014" or not signer or re.search(r"[\s+]", signer) or len(data := b64(data)) < 5: raise ValueError("a line that is no signature")
        if signer == name and data[:4] == key_id:
            ours += 1
            if not ed25519(public, (text + "\n").encode(), data[4:]): differs("a signature of checkpoint.txt does not hold")
    if not ours: findings.append((4, "checkpoint.txt is signed by no key that was given"))
    origin, size, root, *rest = text.split("\n")
    if not origin or "" in rest or not re.fullmatch(r"0|[1-9][0-9]{0,15}", size): raise ValueError("no checkpoint")
    if len(root := b64(root)) != 32: raise ValueError("the root is no hash")
    if ours and origin != name: differs("checkpoint.txt is of another origin than its key")
    return origin, int(size), root
def inclusion(leaf, index, size, path):
    """The root that a proof gives (RFC 9162, 2.1.3.2)."""
    fn, sn, root = index, size - 1, leaf
    for step in path:
        if sn == 0: return None
        if fn & 1 or fn == sn:
            root = sha256(b"\x01", step, root)
            while not fn & 1 and fn: fn, sn = fn >> 1, sn >> 1
        else: root = sha256(b"\x01", root, step)
        fn, sn = fn >> 1, sn >> 1
    return root if sn == 0 and index < size else None
def head_root(stream, revision, leaf, siblings):
    """The root that the siblings of a stream's last event give."""
    if len(siblings) > 256 or (siblings and siblings[-1] == bytes(32)): return None
    key = sha256(stream.encode())
    root, bits = sha256(b"\x00", key, revision.to_bytes(8, "big"), leaf), int.from_bytes(key, "big")
    for depth in range(len(siblings) - 1, -1, -1):
        root = sha256(b"\x01", *((siblings[depth], root) if bits >> (255 - depth) & 1 else (root, siblings[depth])))
    return root
SETTINGS = ("queue", "queueId", "queueVersion"), ("sla_policy", "policyId", "policyVersion"), ("calendar", "calendarId", "calendarVersion"), ("template", "template", "version")
def named(data):
    """Every version of a setting that the data of an event names."""
    if isinstance(data, list): data = dict(enumerate(data))
    if not isinstance(data, dict): return set()
    own = {(f"setting-{kind}-{data[name]}", data[version]) for kind, name, version in SETTINGS if isinstance(data.get(name), str) and isinstance(data.get(version), int) and data[version] >= 0}
    return own.union(*map(named, data.values()))
same = lambda one, other: json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
where = lambda record: f"{record.get('stream')} revision {record.get('revision')} event {record.get('id')}: "
def read(archive, data):
    names = [entry.orig_filename for entry in archive.infolist()]
    at = (end := data.rfind(b"PK\5\6")) - int.from_bytes(data[end + 12:end + 16], "little")
    while 0 <= at < end: at += 46 + sum(int.from_bytes(data[at + field:at + field + 2], "little") for field in (28, 30, 32))
    if at != end or any(entry.compress_type not in (0, 8) for entry in archive.infolist()): raise ValueError("its directory is damaged, or it is packed in a way that is not known here")
    if len(set(names)) != len(names): differs("two entries of one name")
    if any(name.startswith("/") or "\\" in name or "\0" in name or ".." in name.split("/") for name in names): differs("a path that climbs")
    if sum(entry.file_size for entry in archive.infolist()) > LIMIT: differs("too large when unpacked")
    files = {} if findings else {entry.orig_filename: archive.read(entry) for entry in archive.infolist()}
    if files and any(len(files[entry.orig_filename]) != entry.file_size or (not entry.compress_type and entry.compress_size != entry.file_size) for entry in archive.infolist()): raise ValueError("damaged")
    return None if findings else files
def check(files, key):
    def text(name):
        if name not in files: return missing(f"{name} is missing")
        try: return files[name].decode() if name.endswith(".ndjson") or len(files[name]) <= 2**20 else differs(f"{name} is longer than any")
        except UnicodeDecodeError: return differs(f"{name} is not UTF-8")
    def objects(name, lines):
        for n, line in enumerate(lines, 1):
            try: value = json.loads(line, parse_constant=int, parse_float=number) if len(line) <= LIMIT // 32 else None  # NaN is no JSON
            except ValueError: value = None
            if isinstance(value, dict): yield n, line, value
            else: differs(f"line {n} of {name} is no object")
    for name in {"README.md", "keys.txt", "history.html"} - set(files): missing(f"{name} is missing")
    facts = next((value for _, _, value in objects("bundle.json", [about for about in [text("bundle.json")] if about is not None])), None)
    note = text("checkpoint.txt")
    try: origin, size, root = checkpoint(note, key) if note is not None else (None, None, None)
    except ValueError as error: origin, size, root = None, None, differs(f"checkpoint.txt: {error}")
    proofs = sum(bool(re.fullmatch(r"proofs/[0-9]+\.tlog-proof", name)) for name in files)
    lines = (text("records.ndjson") or "").split("\n", proofs + 1)
    if lines.pop(): missing("records.ndjson ends in the middle of a line, or has more lines than there are proofs")
    ticket, records = facts.get("ticket") if facts and isinstance(facts.get("ticket"), dict) else {}, []
    for n, line, record in objects("records.ndjson", lines):
        leaf, index = sha256(b"\x00", sha256(line.encode())), -1
        if record.get("v") != 1: differs(where(record) + "unknown version")
        proof = text(f"proofs/{n}.tlog-proof")
        if proof is not None:
            try:
                form = re.fullmatch(r"c2sp\.org/tlog-proof@v1\n(?:extra [^\n]*\n)?index (0|[1-9][0-9]{0,15})\n((?:[^\n]+\n)*)\n(.*)", proof, re.DOTALL)
                if not form: raise ValueError("no proof")
                index, path, carried = int(form[1]), [b64(step) for step in form[2].split("\n")[:-1]], form[3]
                if len(path) > 63 or any(len(step) != 32 for step in path): raise ValueError("no hashes")
                if note is not None and carried != note: differs(where(record) + "its proof holds another checkpoint")
                elif root and inclusion(leaf, index, size, path) != root: differs(where(record) + "is not what was sealed")
            except ValueError as error: differs(where(record) + f"its proof: {error}")
        records.append((record, leaf, index))
    stream = "ticket-" + re.sub("^tkt_", "", str(ticket.get("id"))) if facts is not None else records[0][0].get("stream") if records else None
    own = [entry for entry in records if entry[0].get("stream") == stream]
    if proofs > len(records): missing("there are more proofs than records")
    commits = [entry for entry in records if entry[0].get("type") == "HeadsCommitted"]
    commit, _, index = commits[0] if commits else ({}, None, None)
    if not commits: missing("the commitment to the heads is missing")
    elif len(commits) > 1 or commit is not records[-1][0] or commit.get("stream") != "audit-heads": differs("the commitment to the heads is not the one last record")
    data, place = commit.get("data") if isinstance(commit.get("data"), dict) else {}, -1
    if commits and ((size is not None and 0 <= index != size - 1) or type(data.get("size")) is not int or not 0 <= data["size"] <= (index if index >= 0 else data["size"])): differs("the commitment is not the last entry of the checkpoint, or does not say what it covers")
    for n, (record, _, index) in enumerate(own):
        if not isinstance(record.get("revision"), int) or record["revision"] < n: differs(where(record) + "stands out of order")
        elif record["revision"] > n: missing(f"{stream} revision {n} is missing"); break
        if 0 <= index <= place: differs(where(record) + "stands out of order in the log")
        if isinstance(data.get("size"), int) and index >= data["size"]: differs(where(record) + "is later than the commitment")
        place = max(place, index)
    if not own: missing(f"no record of {stream}")
    if any(record.get("stream") != stream for record, _, _ in records[:len(own)]): differs("the ticket's records do not come first")
    for record, _, _ in records[len(own):]:
        if record.get("type") != "HeadsCommitted" and not str(record.get("stream")).startswith("setting-"): differs(where(record) + "is no record of this ticket")
    wanted = set().union(*(named(record.get("data")) for record, _, _ in own)) - {(record.get("stream"), record.get("revision")) for record, _, _ in records}
    for setting, version in sorted(wanted): missing(f"{setting} revision {version}, which the ticket names, is missing")
    heads = [value for _, _, value in objects("heads.ndjson", [line for line in (text("heads.ndjson") or "").split("\n", 2) if line])]
    if len(heads) != 1 or heads[0].get("stream") != stream: (differs if heads else missing)(f"heads.ndjson does not hold the head of {stream}")
    else:
        try:
            revision, leaf, siblings = heads[0]["revision"], unhex(heads[0]["leaf"]), [unhex(one) for one in heads[0]["siblings"]]
            if type(revision) is not int or revision < 0 or type(heads[0]["siblings"]) is not list: raise TypeError("no head")
            if commits and (head_root(stream, revision, leaf, siblings) or b"").hex() != data.get("root"): differs(f"{stream}: its head is not what was committed")
            if own and own[-1][0].get("revision", 0) < revision: missing(f"{stream}: events up to revision {revision} are missing")
            elif own and (own[-1][0].get("revision") != revision or own[-1][1] != leaf): differs(where(own[-1][0]) + "is not the head of the ticket")
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError): differs("heads.ndjson is not of its form")
    if facts is not None:
        last, first = (own[-1][0].get("revision"), own[0][0].get("data")) if own else (None, {})
        if not same(facts.get("v"), 1) or (size is not None and not same([facts.get("origin"), facts.get("size")], [origin, size])) or (own and isinstance(first, dict) and first.get("code") != ticket.get("code")) or (own and not same(facts.get("streams"), [{"stream": stream, "last_revision": last}])): differs("bundle.json is not that of the records")
    if "personal.ndjson" in files and "records.ndjson" in files:
        texts, seen = {record.get("id"): record for record, _, _ in own}, set()
        for _, _, told in objects("personal.ndjson", [line for line in (text("personal.ndjson") or "").split("\n", len(own)) if line]):
            record, sealed = texts.get(told.get("event_id")), told.get("sealed")
            if not record or not isinstance(sealed, str): differs("personal.ndjson has a line that is of no record"); continue
            seen.add(record.get("id"))
            opened, proof = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4)), told.get("secret", "")
            committed = re.fullmatch("[0-9a-f]{64}", str(proof)) and hashlib.sha512(bytes.fromhex(proof)).digest()[32:] == opened[13:45]
            if record.get("personal") != {"sha256": sha256(sealed.encode()).hex(), "bytes": len(sealed.encode())}: differs(where(record) + "its sealed text is not what was sealed")
            elif "secret" in told and not committed: differs(where(record) + "its secret is not the one of its sealed text")
            elif "text" in told and opened[0] & 127 >= 2: differs(where(record) + "its text is given without the secret that would prove it")
            elif {"text", "forgotten"} & set(told): told_only.append("text" in told)
            elif "secret" not in told: missing(where(record) + "its secret is missing")
        for record in [texts[name] for name in texts if texts[name].get("personal") is not None and name not in seen]: missing(where(record) + "its sealed text is missing")
    elif facts and facts.get("personal") is True and "personal.ndjson" not in files: missing("personal.ndjson is missing")
    return f"ticket {ticket.get('code')}, {len(records)} records; whole as of entry {data.get('size')}, {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime((commit.get('recorded_at') or 0) // 1000))}; {(size or 0) - 1 - (data.get('size') or 0)} before the commitment not covered" + (f"; {sum(told_only)} texts are not proven" if any(told_only) else "") + (f"; {told_only.count(False)} texts are said to be forgotten" if False in told_only else "")
def main():
    if len(sys.argv) != 3: return print(__doc__.strip(), file=sys.stderr) or 2
    try:
        key = vkey(sys.argv[2])
        with zipfile.ZipFile(sys.argv[1]) as archive, open(sys.argv[1], "rb") as file: files = read(archive, file.read())
    except Exception as error: return print(f"can't be read: {error}", file=sys.stderr) or 2
    try: whole = check(files, key) if files is not None else None
    except Exception as error: differs(f"not of its form: {error!r}")
    for _, words in findings: print(ascii(words)[1:-1])
    print("sound: " + str(whole) if not findings else "NOT sound")
    return min((kind for kind, _ in findings), key=lambda kind: {4: 0, 1: 1, 3: 2}[kind], default=0)
sys.exit(main())

import { type Instant, toIso } from '#kernel'

interface Facts {
  readonly ticket: { readonly id: string; readonly code: string }
  readonly origin: string
  readonly size: number
  readonly exported_at: string
  readonly personal: boolean
}

/** For whoever has only this file. */
export const readme = (
  { ticket, origin, size, exported_at, personal }: Facts,
  wholeAt: Instant
): string => `# Ticket ${ticket.code}

This is the recorded history of the ticket ${ticket.id}, with proofs that nothing of it was changed, reordered or left out since the log was sealed. Written ${exported_at}; the ticket is whole as of ${toIso(wholeAt)}.

## Check it

You need one thing that is not in this file: the verifier key of the desk, given to you by somebody you trust, earlier and by another way. It begins with \`${origin}+\`. What stands in \`keys.txt\` is only what this file itself claims.

    deskctl verify --bundle FILE --key VKEY
    python3 verify_bundle.py FILE VKEY

Both say the same. 0: sound. 1: something differs, with its stream, revision and event. 2: the key or this file can't be read. 3: something is missing. 4: the checkpoint is signed by no key that you gave. The second is 200 lines that you can read, \`tools/verify_bundle.py\` in the source of Topicdesk; it is not in this file, for who forges this could forge that too. It needs Python 3.9 and takes the Ed25519 key (the shorter one). How to write your own stands in \`docs/proofs.md\` there.

That this is the newest state needs a checkpoint from elsewhere (\`--checkpoint\`): one that you, a witness, a time stamp authority or a chat got. What the desk itself has of these is in \`anchors/\`, which is not there where none had left the house.

## What is what

| file | |
| --- | --- |
| \`records.ndjson\` | a record a line: the ticket's stream from its beginning, every version of a setting that it names, the commitment to the last events of all streams |
| \`proofs/N.tlog-proof\` | C2SP tlog-proof of line N: SHA-256 of the line is entry \`index\` of the log's tree |
| \`checkpoint.txt\` | C2SP checkpoint of ${size} entries, signed by the desk |
| \`heads.ndjson\` | that the last record of the ticket is its last event as of that commitment |
| \`history.html\` | the same for people; its numbers are lines of \`records.ndjson\`. Signed by nobody: what counts is the record |
${personal ? '| `personal.ndjson` | the sealed texts and, for each, the secret that opens it and nothing else. Whoever has this file keeps the texts, also after the person is forgotten |\n' : ''}
## What is not proven

That what people wrote is true. What was recorded before the first seal that left the house. The last minutes before the commitment: who controls everything could leave them out. That the commitment was made rightly is seen only in an export of the whole log (\`deskctl verify --export\`).
`

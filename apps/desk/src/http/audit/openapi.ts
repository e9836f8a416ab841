import { priorities, ticketStatuses } from '#domain'
import {
  answer,
  id,
  input,
  list,
  oneOf,
  position,
  revision,
  several,
  slugs,
  text,
  time,
  whole,
  yesNo
} from '../openapi/schema-parts.js'
import type { Operation, Schema } from '../openapi/types.js'

const scopes = ['audit:read'] as const
const reading = (path: `/${string}`, id: string, summary: string) =>
  ({
    method: 'get',
    path: `/api/v1/audit/${path.slice(1)}`,
    id,
    tag: 'audit',
    scopes,
    summary,
    status: 200
  }) as const
const short: Schema = { type: 'string', minLength: 1, maxLength: 200 }
const many: Schema = { type: 'integer', minimum: 1, maximum: 10_000 }
const population = {
  from: time,
  to: time,
  status: several(ticketStatuses),
  queue: slugs,
  priority: several(priorities),
  min_position: position
}

export const auditOperations: readonly Operation[] = [
  {
    ...reading('/checkpoint', 'getCheckpoint', 'The latest checkpoint: a note as of C2SP tlog-checkpoint.'),
    query: { min_position: position },
    answer: 'text',
    problems: [404]
  },
  {
    ...reading(
      '/checkpoints',
      'listCheckpoints',
      'Every checkpoint, the newest first, and where it was left outside.'
    ),
    answer: { listOf: 'Checkpoint' }
  },
  {
    method: 'post',
    path: '/api/v1/audit/checkpoints',
    id: 'seal',
    tag: 'audit',
    scopes,
    summary: 'Seals the log now. 200 with the latest checkpoint where nothing came since.',
    status: 201,
    answer: 'Checkpoint',
    also: { 200: 'Checkpoint' },
    problems: [409]
  },
  {
    ...reading('/keys', 'getAuditKeys', 'The verifier keys, one a line, as of C2SP signed-note.'),
    query: { min_position: position },
    answer: 'text',
    problems: [404]
  },
  {
    ...reading('/tile/{path}', 'getTile', 'A tile of the tree, as of C2SP tlog-tiles.'),
    query: { min_position: position },
    answer: { file: 'application/octet-stream' },
    problems: [404]
  },
  {
    ...reading(
      '/proofs',
      'getProof',
      'That an event is in the tree of the latest checkpoint: C2SP tlog-proof.'
    ),
    query: { event: short, min_position: position },
    needs: ['event'],
    answer: 'text',
    problems: [404]
  },
  {
    ...reading('/consistency', 'getConsistency', 'That the tree of one size is a beginning of another.'),
    query: { from: revision, to: revision, min_position: position },
    needs: ['from', 'to'],
    answer: 'Consistency',
    problems: [404]
  },
  {
    method: 'get',
    path: '/api/v1/tickets/{id}/audit-bundle',
    id: 'getAuditBundle',
    tag: 'audit',
    scopes,
    summary: 'A zip with the records of a ticket and their proofs, sealed first where needed.',
    query: { personal: { type: 'string', enum: ['true', 'false'] }, min_position: position },
    status: 200,
    answer: { file: 'application/zip' },
    problems: [404, 409]
  },
  {
    ...reading(
      '/disclosures',
      'listDisclosures',
      'Who got personal data of a person whole (an export, or a bundle with texts), newest first.'
    ),
    answer: { listOf: 'Disclosure' }
  },
  {
    ...reading('/population', 'getPopulation', 'The tickets created in a time, with a digest of their ids.'),
    query: population,
    needs: ['from', 'to'],
    answer: 'Population'
  },
  {
    ...reading('/samples', 'getSample', 'A population, and a sample of it that a seed chooses.'),
    query: { ...population, seed: short, n: many },
    needs: ['from', 'to', 'seed', 'n'],
    answer: 'Sample'
  }
]

const operating = (path: string, id: string, summary: string, body: string, answered: string): Operation => ({
  method: 'post',
  path: `/api/v1/admin/audit/${path}`,
  id,
  tag: 'admin',
  scopes: ['admin'],
  summary,
  body,
  status: 200,
  answer: answered,
  problems: [409]
})

export const auditAdminOperations: readonly Operation[] = [
  operating(
    'checks',
    'checkCheckpoint',
    'Whether a checkpoint from elsewhere fits this log. One that this log has signed and that does not stops sealing.',
    'CheckpointAsked',
    'CheckpointChecked'
  ),
  operating(
    'origins',
    'newOrigin',
    'Goes on under a new origin, with the reason in the log.',
    'OriginAsked',
    'Origin'
  ),
  operating(
    'key-rotations',
    'rotateAuditKeys',
    'Begins a new pair of signing keys; for 30 days both sign.',
    'Nothing',
    'AuditKeys'
  )
]

const populated = { count: whole, digest: text, ids: list(text), size: whole }
const anchor = answer({ kind: text, where: text, at: time })

export const auditSchemas: { readonly [name: string]: Schema } = {
  Checkpoint: answer({ size: whole, root: text, sealed_at: time, note: text, anchors: list(anchor) }),
  CheckpointAsked: input(['note'], { note: text }),
  CheckpointChecked: answer({ fits: yesNo, signed: yesNo, detail: text }),
  OriginAsked: input(['reason'], { reason: text }),
  Origin: answer({ from: text, to: text }),
  AuditKeys: answer({ keys: list(text) }),
  Disclosure: answer({
    event_id: text,
    at: time,
    customer_id: id('cus'),
    what: oneOf(['export', 'audit_bundle']),
    principal: text
  }),
  Consistency: answer({ from: whole, to: whole, hashes: list(text) }),
  Population: answer(populated),
  Sample: answer({ ...populated, sample: list(answer({ id: text, code: text })) })
}

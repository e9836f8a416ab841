import { text, time, whole } from './schema-parts.js'
import type { Operation } from './types.js'

/** Reading, publishing and retiring one kind of settings. */
export const setting = (
  path: `/api/v1/${string}`,
  name: 'Queue' | 'Desk' | 'Calendar' | 'SlaPolicy',
  tag: Operation['tag'],
  what: string
): Operation[] => [
  {
    method: 'get',
    path,
    id: `get${name}`,
    tag,
    scopes: ['settings:read'],
    summary: `${what}, now, as of a version or as of a time.`,
    query: { version: whole, as_of: time, min_position: text },
    status: 200,
    answer: `Published${name}`,
    headers: ['ETag'],
    problems: [404]
  },
  {
    method: 'put',
    path,
    id: `put${name}`,
    tag,
    scopes: ['settings:write'],
    summary: `${what}: publishes a whole new version; 201 for the first.`,
    body: `${name}Setting`,
    status: 200,
    answer: `Published${name}`,
    headers: ['ETag', 'X-Position'],
    ifMatch: true,
    ifNoneMatch: true,
    problems: [404, 409, 412]
  },
  {
    method: 'delete',
    path,
    id: `retire${name}`,
    tag,
    scopes: ['settings:write'],
    summary: `${what}: takes it out of use.`,
    status: 204,
    answer: null,
    headers: ['X-Position'],
    ifMatch: true,
    problems: [404, 409, 412]
  }
]

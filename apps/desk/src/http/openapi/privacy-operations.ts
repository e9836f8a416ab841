import { position } from './schema-parts.js'
import type { Operation } from './types.js'

export const privacyOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/v1/customers/{id}/forgettings',
    id: 'forgetCustomer',
    tag: 'customers',
    scopes: ['privacy:manage'],
    summary: 'Forgets a person. Can not be undone; a legal hold refuses it.',
    body: 'ForgettingAsked',
    status: 202,
    answer: 'Forgetting',
    headers: ['X-Position'],
    problems: [404, 409]
  },
  {
    method: 'get',
    path: '/api/v1/customers/{id}/forgettings',
    id: 'getForgetting',
    tag: 'customers',
    scopes: ['privacy:manage'],
    summary: 'How far the forgetting of a person is, and what was given away of them.',
    query: { min_position: position },
    status: 200,
    answer: 'Forgetting',
    problems: [404]
  },
  {
    method: 'post',
    path: '/api/v1/customers/{id}/legal-holds',
    id: 'setLegalHold',
    tag: 'customers',
    scopes: ['privacy:manage'],
    summary: 'Keeps a person from being forgotten, until a time or until it is lifted.',
    body: 'LegalHoldAsked',
    status: 200,
    answer: 'LegalHold',
    headers: ['X-Position'],
    problems: [404, 409]
  },
  {
    method: 'delete',
    path: '/api/v1/customers/{id}/legal-holds',
    id: 'liftLegalHold',
    tag: 'customers',
    scopes: ['privacy:manage'],
    summary: 'Lifts the legal hold; nothing happens where there is none.',
    status: 204,
    answer: null,
    headers: ['X-Position'],
    problems: [404]
  },
  {
    method: 'get',
    path: '/api/v1/customers/{id}/export',
    id: 'exportPerson',
    tag: 'customers',
    scopes: ['privacy:manage'],
    summary:
      'A zip with everything about a person: person.json, and index.html with every text. It is on record who got it.',
    query: { min_position: position },
    status: 200,
    answer: { file: 'application/zip' },
    problems: [404, 409]
  }
]

import type { Operation } from './types.js'

const health = (
  path: Operation['path'],
  id: string,
  summary: string,
  answer: string,
  scopes: Operation['scopes'] = ['operations:read']
): Operation => ({
  method: 'get',
  path,
  id,
  tag: 'health',
  summary,
  query: {},
  status: 200,
  answer,
  headers: [],
  scopes
})

export const healthOperations: readonly Operation[] = [
  health('/health/live', 'live', 'The process runs.', 'Live', null),
  { ...health('/health/ready', 'ready', 'It can serve; 503 while it can not.', 'Ready', null) },
  health(
    '/health',
    'health',
    'Everything an operator wants to see; alerts in the language that `Accept-Language` begins with.',
    'Health'
  ),
  health('/api/v1/health', 'apiHealth', 'The same.', 'Health'),
  health('/metrics', 'metrics', 'For Prometheus.', 'text'),
  health('/api/v1/openapi.json', 'openapi', 'This document.', 'OpenApi', null),
  health('/api/v1', 'links', 'Where everything is.', 'Links', null),
  {
    ...health('/console', 'console', 'The console: its page.', 'text', null),
    answer: { file: 'text/html' },
    problems: [404]
  },
  {
    ...health('/console/{file}', 'consoleFile', 'A file of the console.', 'text', null),
    answer: { file: 'application/octet-stream' },
    problems: [404]
  },
  {
    ...health('/', 'welcome', 'Where everything is, as a page.', 'text', null),
    answer: { file: 'text/html' }
  },
  {
    ...health(
      '/problems/{problem}',
      'problem',
      'What a problem is, as a page: its `type` leads here.',
      'text',
      null
    ),
    answer: { file: 'text/html' },
    problems: [404]
  }
]

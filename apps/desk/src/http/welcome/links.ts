/** Where to go from here. */
export interface Link {
  readonly name: 'console' | 'api' | 'openapi' | 'ready' | 'health' | 'metrics' | 'sandbox'
  /** A path of this server, but of the sandbox, which is another. */
  readonly to: string
  readonly says: string
  readonly needsKey: boolean
}

const own: readonly Link[] = [
  {
    name: 'console',
    to: '/console',
    says: 'The console: tickets, settings, reports, proofs',
    needsKey: false
  },
  { name: 'api', to: '/api/v1', says: 'The API: where to begin, as JSON', needsKey: false },
  {
    name: 'openapi',
    to: '/api/v1/openapi.json',
    says: 'Its documentation: every call, as OpenAPI 3.1',
    needsKey: false
  },
  { name: 'ready', to: '/health/ready', says: 'Whether this desk is ready', needsKey: false },
  { name: 'health', to: '/health', says: 'How it is, in detail', needsKey: true },
  { name: 'metrics', to: '/metrics', says: 'Metrics, for Prometheus', needsKey: true }
]

export const linksOf = (sandboxUrl: string | null): readonly Link[] =>
  sandboxUrl === null
    ? own
    : [
        {
          name: 'sandbox',
          to: `${sandboxUrl}/`,
          says: 'The sandbox: write as a customer, answer as an agent',
          needsKey: false
        },
        ...own
      ]

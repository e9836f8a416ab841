/** Direction of imports, as in docs/tour.md. A lib is entered by its index.ts only. */
const lib = name => `^libs/${name}/`
const only = (from, allowed) => ({
  name: `${from}-imports`,
  severity: 'error',
  comment: `libs/${from} may import ${allowed.join(', ') || 'nothing'}`,
  from: { path: lib(from), pathNot: '\\.spec\\.ts$|/contract/|/testing/' },
  to: { path: '^(libs|apps|test)/', pathNot: [lib(from), ...allowed.map(lib)] }
})
const adapter = (port, name) => ({
  name: `${port}-${name}-is-alone`,
  severity: 'error',
  comment: 'an adapter knows its port and the kernel, never another adapter',
  from: { path: `^libs/${port}/src/${name}/`, pathNot: '\\.spec\\.ts$' },
  to: { path: `^libs/${port}/src/(memory|sqlite|eventstoredb|mongodb)/`, pathNot: `^libs/${port}/src/${name}/` }
})

const partsOfDelivery = ['outbox', 'compose', 'report', 'send']

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    only('kernel', []),
    only('mongo', ['kernel']),
    only('sqlite', ['kernel']),
    only('audit', ['kernel']),
    only('domain', ['kernel']),
    only('event-log', ['kernel', 'sqlite']),
    only('read-store', ['kernel', 'mongo', 'sqlite']),
    only('desk-state', ['kernel', 'mongo', 'sqlite']),
    only('privacy', ['kernel', 'mongo', 'sqlite']),
    only('observability', ['kernel']),
    only('telegram', ['kernel']),
    only('search', ['kernel', 'domain', 'event-log', 'privacy']),
    only('outbound', ['kernel']),
    only('views', ['kernel', 'domain', 'read-store']),
    only('subscriptions', ['kernel', 'event-log', 'read-store', 'desk-state', 'observability']),
    only('application', ['kernel', 'audit', 'domain', 'search', 'event-log', 'read-store', 'desk-state', 'privacy', 'views', 'observability']),
    only('stores', ['kernel', 'audit', 'domain', 'event-log', 'read-store', 'desk-state', 'privacy']),
    only('processes', ['kernel', 'audit', 'domain', 'application', 'telegram', 'outbound', 'event-log', 'read-store', 'desk-state', 'privacy', 'views', 'subscriptions', 'observability']),
    ...['memory', 'sqlite', 'eventstoredb', 'mongodb'].flatMap(name => ['event-log', 'read-store', 'desk-state', 'privacy'].map(port => adapter(port, name))),
    {
      name: 'mongo-is-for-its-adapters',
      severity: 'error',
      comment: 'what the MongoDB adapters share; a port knows no engine',
      from: { path: '^(libs|apps)/', pathNot: '\\.spec\\.ts$|^libs/mongo/|^libs/[^/]+/src/mongodb/' },
      to: { path: '^libs/mongo/|^node_modules/mongodb/' }
    },
    {
      name: 'sqlite-is-for-its-adapters',
      severity: 'error',
      comment: 'what the SQLite adapters share; a port knows no engine',
      from: { path: '^(libs|apps)/', pathNot: '\\.spec\\.ts$|^libs/sqlite/|^libs/[^/]+/src/sqlite/' },
      to: { path: '^libs/sqlite/' }
    },
    {
      name: 'a-lib-has-one-door',
      severity: 'error',
      from: { path: '^(libs|apps|test)/([^/]+)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/([^/]+)/src/', pathNot: ['^libs/$2/', '^libs/[^/]+/src/index\\.ts$', '^libs/(event-log|read-store|desk-state|privacy)/src/[^/]+/index\\.ts$'] }
    },
    {
      name: 'a-process-has-one-door',
      severity: 'error',
      comment: 'a neighbour in processes is entered by its index.ts',
      from: { path: '^libs/processes/src/([^/]+)/', pathNot: '\\.spec\\.ts$|/testing/' },
      to: { path: '^libs/processes/src/[^/]+/', pathNot: ['^libs/processes/src/$1/', '^libs/processes/src/[^/]+/index\\.ts$'] }
    },
    {
      name: 'a-part-of-delivery-has-one-door',
      severity: 'error',
      comment: 'outbox, compose, report and send are entered by their index.ts',
      from: { path: '^libs/processes/src/delivery/(?:(outbox|compose|report|send)/)?', pathNot: '\\.spec\\.ts$|/testing/' },
      to: {
        path: '^libs/processes/src/delivery/(outbox|compose|report|send)/',
        pathNot: ['^libs/processes/src/delivery/$1/', '^libs/processes/src/delivery/[^/]+/index\\.ts$']
      }
    },
    ...partsOfDelivery.map((part, index) => ({
      name: `${part}-of-delivery-knows-what-is-before-it`,
      severity: 'error',
      comment: `of ${partsOfDelivery.join(', ')} each knows only those before it`,
      from: { path: `^libs/processes/src/delivery/${part}/`, pathNot: '\\.spec\\.ts$' },
      to: { path: `^libs/processes/src/delivery/(${[...partsOfDelivery.slice(index + 1), 'delivery', 'index'].join('|')})[/.]` }
    })),
    {
      name: 'dispatch-knows-no-telegram',
      severity: 'error',
      comment: 'lanes, budgets, retry and doubt serve whoever calls something outside: Telegram, webhooks',
      from: { path: '^libs/processes/src/dispatch/' },
      to: { path: '^(libs|apps|test)/|^node_modules/@grammyjs/', pathNot: '^libs/(kernel|desk-state)/|^libs/processes/src/dispatch/' }
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment: 'no I/O, clock, randomness or framework in the domain',
      from: { path: '^libs/domain/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['core', 'npm'] }
    },
    {
      name: 'an-app-is-entered-by-its-own-door',
      severity: 'error',
      comment: 'what two apps need is in a lib; the desk may start the sandbox',
      from: { path: '^apps/([^/]+)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^apps/', pathNot: ['^apps/$1/', '^apps/sandbox/src/index\\.ts$'] }
    },
    {
      name: 'apps-are-not-imported',
      severity: 'error',
      from: { path: '^libs/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^apps/' }
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['source', 'import', 'node', 'default'], extensions: ['.ts', '.js'] }
  }
}

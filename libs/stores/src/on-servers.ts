/** The clients of both servers are a third of all the code there is: who has no server does not load them. */
type OnEventStore = typeof import('#event-log/eventstoredb')

export const findEventStoreLog: OnEventStore['findEventStoreLog'] = async options =>
  (await import('#event-log/eventstoredb')).findEventStoreLog(options)

export const openEventStoreLog: OnEventStore['openEventStoreLog'] = async options =>
  (await import('#event-log/eventstoredb')).openEventStoreLog(options)

export const openMongoDeskState: typeof import('#desk-state/mongodb').openMongoDeskState = async options =>
  (await import('#desk-state/mongodb')).openMongoDeskState(options)

export const openMongoReadStore: typeof import('#read-store/mongodb').openMongoReadStore = async options =>
  (await import('#read-store/mongodb')).openMongoReadStore(options)

export const openMongoVault: typeof import('#privacy/mongodb').openMongoVault = async options =>
  (await import('#privacy/mongodb')).openMongoVault(options)

export * from './business-time.js'
export * from './calendar.js'

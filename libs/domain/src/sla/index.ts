export * from './business-time.js'
export * from './calendar.js'
export * from './calendar-document.js'

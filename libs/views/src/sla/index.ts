export * from './calendars.js'
export * from './document.js'
export * from './fold.js'

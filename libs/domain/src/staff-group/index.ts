export * from './staff-group.js'

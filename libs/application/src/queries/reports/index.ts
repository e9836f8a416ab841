export * from './get-report.js'

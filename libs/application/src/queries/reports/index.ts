export * from './get-article-report.js'
export * from './get-report.js'
export * from './list-report-rows.js'

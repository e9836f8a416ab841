export * from './get-article-report.js'
export * from './get-report.js'

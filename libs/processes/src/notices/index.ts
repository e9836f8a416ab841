export { createNotices, type NoticesOptions } from './notices.js'

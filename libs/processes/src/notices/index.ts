export { leadsRefusal } from './leads-chat.js'
export { createNotices, type NoticesOptions } from './notices.js'

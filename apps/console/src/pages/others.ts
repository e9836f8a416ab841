/** All but Today and the list of tickets, in one piece: many small ones compress worse. */
export { Audit } from './audit/audit.js'
export { Content } from './content/content.js'
export { ContentOf } from './content/one.js'
export { Operations } from './operations/operations.js'
export { Behind } from './reports/behind.js'
export { Reports } from './reports/reports.js'
export { Settings, SettingsOf } from './settings/settings.js'
export { Ticket } from './ticket/ticket.js'

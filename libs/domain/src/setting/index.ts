export { type FieldValue, type ReadValue, readFieldValue } from './field-value.js'
export type { FieldProblem } from './fields.js'
export { isTimeZone } from './fields.js'
export { type DeskAudit, deskAudit } from './kinds/desk-audit.js'
export { type CapacitySettings, capacitySettings } from './kinds/desk-capacity.js'
export { type DeskLimits, deskLimits, type Limit, type LimitGroup } from './kinds/desk-limits.js'
export { type DeskSettings, deskSettings, type TopicIconState } from './kinds/desk-main.js'
export { type DeskNotices, deskNotices } from './kinds/desk-notices.js'
export { type SearchSettings, searchSettings } from './kinds/desk-search.js'
export {
  type CustomerText,
  customerTextFormat,
  customerTextLimit,
  customerTextNames,
  customerTextPlace,
  isKnownIn,
  ownTexts
} from './kinds/desk-texts.js'
export { type FormDocument, formOf, patternsInForm } from './kinds/form.js'
export * from './kinds/index.js'
export { listedBy, ticketFilterField } from './kinds/saved-list.js'
export { levelOf, membersOf, repeatedMembers, telegramUserIn } from './kinds/team.js'
export {
  foldShortcode,
  shortcodeOf,
  type TemplateMedia,
  templateFormatOf,
  templateMediaKinds,
  templateMediaOf,
  templateTexts
} from './kinds/template.js'
export {
  type TicketField,
  type TicketFieldType,
  ticketFieldOf,
  ticketFieldTypes
} from './kinds/ticket-field.js'
export * from './setting.js'
export * from './spec.js'

import type { SettingKind } from '../spec.js'
import { articleKind } from './article.js'
import { calendarKind } from './calendar.js'
import { deskAuditKind } from './desk-audit.js'
import { deskCapacityKind } from './desk-capacity.js'
import { deskLimitsKind } from './desk-limits.js'
import { deskMainKind } from './desk-main.js'
import { deskNoticesKind } from './desk-notices.js'
import { deskSearchKind } from './desk-search.js'
import { deskTextsKind } from './desk-texts.js'
import { formKind } from './form.js'
import { queueKind } from './queue.js'
import { ruleKind } from './rule.js'
import { savedListKind } from './saved-list.js'
import { slaPolicyKind } from './sla-policy.js'
import { teamKind } from './team.js'
import { templateKind } from './template.js'
import { ticketFieldKind } from './ticket-field.js'

/** Every kind of settings there is, in the order of OpenAPI and docs/settings.md. */
const declared = [
  queueKind,
  teamKind,
  deskMainKind,
  deskLimitsKind,
  deskCapacityKind,
  deskAuditKind,
  deskNoticesKind,
  calendarKind,
  slaPolicyKind,
  templateKind,
  articleKind,
  deskSearchKind,
  deskTextsKind,
  ticketFieldKind,
  ruleKind,
  formKind,
  savedListKind
] as const

export type SettingKindName = (typeof declared)[number]['kind']

export const settingKinds: readonly SettingKind<SettingKindName>[] = declared

/** The declaration that a document falls under; undefined: there can be none of this kind and id. */
export const settingKindOf = (kind: string, id: string): SettingKind<SettingKindName> | undefined =>
  settingKinds.find(one => one.kind === kind && (one.only === undefined || one.only === id))

export {
  articleKind,
  calendarKind,
  deskAuditKind,
  deskCapacityKind,
  deskLimitsKind,
  deskMainKind,
  deskNoticesKind,
  deskSearchKind,
  deskTextsKind,
  formKind,
  queueKind,
  ruleKind,
  savedListKind,
  slaPolicyKind,
  teamKind,
  templateKind,
  ticketFieldKind
}

import type { AgentEvent } from './agent/index.js'
import type { AlertEvent } from './alert/index.js'
import type { ApiKeyEvent } from './api-key/index.js'
import type { AuditEvent } from './audit/index.js'
import type { ConversationEvent } from './conversation/index.js'
import type { DeliveryEvent } from './delivery/index.js'
import type { DigestEvent } from './digest/index.js'
import type { EndpointEvent } from './endpoint/index.js'
import type { FormEvent } from './form/events.js'
import type { SessionEvent } from './session/index.js'
import type { SettingEvent } from './setting/index.js'
import type { ShortcodeEvent } from './shortcode/index.js'
import type { RecomputationEvent } from './sla/index.js'
import type { SlotEvent } from './slots/index.js'
import type { StaffGroupEvent } from './staff-group/index.js'
import type { StreamCategory } from './streams.js'
import type { AccessEvent, SubjectEvent } from './subject/index.js'
import type { TicketEvent } from './ticket/index.js'
import type { TopicEvent } from './topic/index.js'

/** A raw update; the body is personal, under the bot's inbox key of the day. */
export type InboxEvent = {
  readonly type: 'UpdateReceived'
  readonly data: {
    readonly bot: string
    readonly updateId: number
    readonly bytes: number
    /** Too large even when compressed: only this stub was kept. */
    readonly stub: boolean
    /** Keyed, under the key of the day that `meta.subjectId` names; tells this update from another of its number. Absent in old events. */
    readonly digest?: string
  }
}

/** What the streams of each category hold, and nothing else. */
export interface EventsOf {
  readonly inbox: InboxEvent
  readonly conversation: ConversationEvent
  readonly topic: TopicEvent
  readonly ticket: TicketEvent
  readonly 'form-run': FormEvent
  readonly delivery: DeliveryEvent
  readonly agent: AgentEvent
  readonly slots: SlotEvent
  readonly 'api-key': ApiKeyEvent
  readonly 'staff-group': StaffGroupEvent
  readonly setting: SettingEvent
  readonly shortcode: ShortcodeEvent
  readonly recomputation: RecomputationEvent
  readonly subject: SubjectEvent
  readonly access: AccessEvent
  readonly alerts: AlertEvent
  readonly digests: DigestEvent
  readonly endpoint: EndpointEvent
  readonly audit: AuditEvent
  readonly session: SessionEvent
}

export type DeskEvent = EventsOf[StreamCategory]

const v1 = { schema: 1 } as const

/**
 * The storage contract: every type that was ever written, with its present version. Names are never renamed;
 * a new shape raises `schema` and adds the step from the old one. test/golden holds a file per version.
 */
export const eventTypes = {
  UpdateReceived: v1,
  ConversationStarted: v1,
  TicketAllotted: v1,
  GreetingRequested: v1,
  CustomerBlockedBot: v1,
  CustomerUnblockedBot: v1,
  CustomerRenamed: v1,
  CustomerClassified: v1,
  TicketOpened: v1,
  CustomerMessageReceived: v1,
  CustomerMessageEdited: v1,
  TicketAssigned: v1,
  TicketUnassigned: v1,
  TeamAssigned: v1,
  TicketTransferred: v1,
  PriorityChanged: v1,
  TagsChanged: v1,
  TitleChanged: v1,
  FieldsChanged: v1,
  ReplyRequested: v1,
  TemplateApplied: v1,
  ArticleSuggested: v1,
  ArticleLinked: v1,
  ArticleSent: v1,
  ArticleRated: v1,
  ReplyResendRequested: v1,
  TicketResponded: v1,
  ReplyFailed: v1,
  ReplyUncertain: v1,
  ReplyEdited: v1,
  ReplyEditFailed: v1,
  ReplyWithdrawn: v1,
  NoteAdded: v1,
  TicketStatusChanged: v1,
  TicketResolved: v1,
  TicketReopened: v1,
  TicketClosed: v1,
  TopicOpened: v1,
  CardPosted: v1,
  NotDelivered: v1,
  TopicLost: v1,
  CommandRefused: v1,
  CommandGiven: v1,
  TicketEscalated: v1,
  EscalationAcknowledged: v1,
  TicketDeescalated: v1,
  FormRequested: v1,
  FormSubmitted: v1,
  FormConfirmed: v1,
  FormLeft: v1,
  RatingRequested: v1,
  TicketRated: v1,
  RatingCommented: v1,
  RoutingDecided: v1,
  SkillsRequired: v1,
  RuleApplied: v1,
  RulesAwaited: v1,
  RuleLapsed: v1,
  SlaApplied: v1,
  SlaPaused: v1,
  SlaResumed: v1,
  SlaWarned: v1,
  SlaBreached: v1,
  SlaBreachRetracted: v1,
  TopicBound: v1,
  CardTurned: v1,
  TopicLeftAlone: v1,
  FormStarted: v1,
  FormShown: v1,
  FormMessageLost: v1,
  FormOptionChosen: v1,
  FormAnswered: v1,
  FormAnswerRefused: v1,
  FormFieldSkipped: v1,
  FormSteppedBack: v1,
  FormFinished: v1,
  FormAbandoned: v1,
  DeliveryAttempted: v1,
  DeliverySucceeded: v1,
  DeliveryRejected: v1,
  DeliveryUncertain: v1,
  DeliveryAbandoned: v1,
  DeliverySuperseded: v1,
  AgentRegistered: v1,
  AgentRenamed: v1,
  AvailabilityChanged: v1,
  AgentAbsent: v1,
  AgentProfileChanged: v1,
  AgentRemoved: v1,
  AgentReinstated: v1,
  SlotHeld: v1,
  SlotReleased: v1,
  ApiKeyIssued: v1,
  ApiKeyRotated: v1,
  ApiKeyRevoked: v1,
  StaffGroupRegistered: v1,
  StaffGroupRetired: v1,
  RightsChanged: v1,
  StaffGroupMigrated: v1,
  StaffNoticeRequested: v1,
  SettingPublished: v1,
  SettingRetired: v1,
  ShortcodeTaken: v1,
  ShortcodeFreed: v1,
  RecomputationRequested: v1,
  RecomputationAdvanced: v1,
  RecomputationFinished: v1,
  SubjectForgotten: v1,
  SubjectErased: v1,
  LegalHoldSet: v1,
  LegalHoldLifted: v1,
  PersonalDataDisclosed: v1,
  DigestRequested: v1,
  AlertBegan: v1,
  AlertEnded: v1,
  HeadsCommitted: v1,
  CheckpointSigned: v1,
  CheckpointAnchored: v1,
  AuditKeyChanged: v1,
  AuditOriginChanged: v1,
  EndpointRegistered: v1,
  EndpointChanged: v1,
  EndpointSecretRotated: v1,
  EndpointErrandAsked: v1,
  EndpointVerified: v1,
  EndpointPaused: v1,
  EndpointResumed: v1,
  EndpointRemoved: v1,
  DeliveryGivenUp: v1,
  SessionBegun: v1,
  SignInRefused: v1,
  SessionEnded: v1
} satisfies { readonly [Type in DeskEvent['type']]: { readonly schema: number } }

/** The present shape of a type, for appending. */
export const schemaOf = (type: DeskEvent['type']): number => eventTypes[type].schema

/**
 * How far the storage contract has come: rises with every new type and every new version of one, by itself. A desk of a
 * lower one can't read what a desk of a higher one writes.
 */
export const eventSchema: number = Object.values(eventTypes).reduce((sum, { schema }) => sum + schema, 0)

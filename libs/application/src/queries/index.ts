import { GetTicketWordsHandler } from '../articles/words-of-ticket.js'
import { GetFormHandler } from '../forms/get-form.js'
import { FillTemplateHandler } from '../templates/fill-for-ticket.js'
import { FindCustomerHandler } from './find-customer.js'
import { GetApiKeysHandler } from './get-api-keys.js'
import { GetCommandAnswerHandler } from './get-command-answer.js'
import { GetCustomerHandler } from './get-customer.js'
import { GetForgettingHandler } from './get-forgetting.js'
import { GetMessageFileHandler } from './get-message-file.js'
import { GetProfilesHandler } from './get-profiles.js'
import { GetSettingHandler } from './get-setting.js'
import { GetThreadHandler } from './get-thread.js'
import { GetTicketHandler } from './get-ticket.js'
import { GetAgentHandler, ListAgentsHandler } from './list-agents.js'
import { ListDecisionsHandler } from './list-decisions.js'
import { GetDeliveryHandler, ListDeliveriesHandler } from './list-deliveries.js'
import { ListDisclosuresHandler } from './list-disclosures.js'
import { ListQueueAgentsHandler } from './list-queue-agents.js'
import { ListQueuesHandler } from './list-queues.js'
import { ListQueuesThenHandler } from './list-queues-then.js'
import { ListSettingsHandler } from './list-settings.js'
import { ListTicketEventsHandler } from './list-ticket-events.js'
import { ListTicketsHandler } from './list-tickets.js'
import { ListTicketsThenHandler } from './list-tickets-then.js'
import { GetArticleReportHandler } from './reports/get-article-report.js'
import { GetReportHandler } from './reports/get-report.js'
import { ListReportRowsHandler } from './reports/list-report-rows.js'
import { RuleStandingsHandler } from './rule-standings.js'
import { SettingReferencesHandler } from './setting-references.js'
import { ListAttainmentRowsHandler, SlaAttainmentHandler } from './sla-attainment.js'
import { GetTicketSlaHandler } from './sla-of-ticket.js'
import { GetRecomputationHandler, PreviewRecomputationHandler } from './sla-recomputation.js'
import { SimulateSlaHandler } from './sla-simulation.js'

export * from './agent-standings.js'
export * from './desk-reads.js'
export * from './find-customer.js'
export * from './get-api-keys.js'
export * from './get-command-answer.js'
export * from './get-customer.js'
export * from './get-forgetting.js'
export * from './get-message-file.js'
export * from './get-profiles.js'
export * from './get-setting.js'
export * from './get-thread.js'
export * from './get-ticket.js'
export * from './list-agents.js'
export * from './list-decisions.js'
export * from './list-deliveries.js'
export * from './list-disclosures.js'
export * from './list-queue-agents.js'
export * from './list-queues.js'
export * from './list-queues-then.js'
export * from './list-settings.js'
export * from './list-ticket-events.js'
export * from './list-tickets.js'
export * from './list-tickets-then.js'
export * from './own-work.js'
export type { Page, Place } from './paging.js'
export * from './reflect.js'
export * from './reports/index.js'
export * from './rule-standings.js'
export * from './setting-references.js'
export * from './sla-attainment.js'
export * from './sla-changes.js'
export * from './sla-of-ticket.js'
export * from './sla-recomputation.js'
export * from './sla-simulation.js'
export * from './standings.js'
export type { TicketAnswer } from './ticket-answer.js'
export * from './ticket-filter.js'
export type { TicketMoment } from './ticket-moment.js'

/** For the Nest module that provides DESK_READS. */
export const queryHandlers = [
  FillTemplateHandler,
  GetTicketWordsHandler,
  GetApiKeysHandler,
  ListTicketsHandler,
  GetTicketHandler,
  GetCommandAnswerHandler,
  GetThreadHandler,
  GetMessageFileHandler,
  ListTicketEventsHandler,
  ListQueuesHandler,
  ListQueueAgentsHandler,
  ListDecisionsHandler,
  ListQueuesThenHandler,
  ListTicketsThenHandler,
  ListAgentsHandler,
  GetAgentHandler,
  FindCustomerHandler,
  GetCustomerHandler,
  GetForgettingHandler,
  GetFormHandler,
  GetProfilesHandler,
  GetSettingHandler,
  RuleStandingsHandler,
  SettingReferencesHandler,
  ListDeliveriesHandler,
  ListDisclosuresHandler,
  GetDeliveryHandler,
  ListSettingsHandler,
  GetTicketSlaHandler,
  SlaAttainmentHandler,
  ListAttainmentRowsHandler,
  GetArticleReportHandler,
  GetReportHandler,
  ListReportRowsHandler,
  SimulateSlaHandler,
  PreviewRecomputationHandler,
  GetRecomputationHandler
]
export * from './rule-simulation.js'

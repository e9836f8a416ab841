import { type DynamicModule, Module } from '@nestjs/common'
import { APP_FILTER, APP_GUARD, DiscoveryModule } from '@nestjs/core'
import { DeliveriesController } from './admin/deliveries.controller.js'
import { ForgettingsController } from './admin/forgettings.controller.js'
import { ParkedController } from './admin/parked.controller.js'
import { ViewsController } from './admin/views.controller.js'
import { AgentsController } from './agents/agents.controller.js'
import { Lists } from './api/lists.js'
import { AdminApiKeysController } from './api-keys/admin-api-keys.controller.js'
import { ApiKeysController } from './api-keys/api-keys.controller.js'
import { KeyCalls } from './api-keys/key-calls.js'
import { ArticleSuggestionsController } from './articles/suggestions.controller.js'
import { AdminAuditController } from './audit/admin-audit.controller.js'
import { AuditController } from './audit/audit.controller.js'
import { BundlesController } from './audit/bundles.controller.js'
import { DisclosuresController } from './audit/disclosures.controller.js'
import { PopulationsController } from './audit/populations.controller.js'
import { Askers } from './auth/askers.js'
import { DeclaredScopes } from './auth/declared-scopes.js'
import { KeyGuard } from './auth/key.guard.js'
import { QueueGate } from './auth/queue-gate.js'
import { ConsoleController } from './console/console.controller.js'
import { CustomersController } from './customers/customers.controller.js'
import { CustomerExportsController } from './customers/exports.controller.js'
import { CustomerForgettingsController } from './customers/forgettings.controller.js'
import { LegalHoldsController } from './customers/legal-holds.controller.js'
import { PersonExports } from './customers/person-export.js'
import { DecisionsController } from './decisions/decisions.controller.js'
import { EventsController } from './feed/events.controller.js'
import { Feed } from './feed/feed.js'
import { OpenStreams } from './feed/open-streams.js'
import { StreamController } from './feed/stream.controller.js'
import { FormsController } from './forms/forms.controller.js'
import { HealthController } from './health/health.controller.js'
import { importControllers } from './imports/imports.controllers.js'
import { JobsController } from './jobs/jobs.controller.js'
import { Jobs } from './jobs/jobs.js'
import { LinksController } from './links/links.controller.js'
import { OpenApiController } from './openapi/openapi.controller.js'
import { HTTP_DEPS, type HttpDeps } from './ports.js'
import { ProblemFilter } from './problems/problem.filter.js'
import { ProblemsController } from './problems/problems.controller.js'
import { QueuesController } from './queues/queues.controller.js'
import { ArticlesReportController } from './reports/articles-report.controller.js'
import { ReportsController } from './reports/reports.controller.js'
import { RuleSimulationsController } from './rules/rule-simulations.controller.js'
import { RuleSimulations } from './rules/rule-simulations.js'
import { ArticleSearchController } from './search/articles.controller.js'
import { SearchController } from './search/search.controller.js'
import { SessionPresenter } from './session/present-session.js'
import { SessionController, SignInController } from './session/session.controller.js'
import { SessionsController } from './session/sessions.controller.js'
import { SettingCalls } from './settings/setting-calls.js'
import { settingControllers } from './settings/settings.controllers.js'
import { AttainmentController } from './sla/attainment.controller.js'
import { CalendarEvaluationsController } from './sla/calendar-evaluations.controller.js'
import { HolidayImportsController } from './sla/holiday-imports.controller.js'
import { RecomputationsController } from './sla/recomputations.controller.js'
import { SimulationsController } from './sla/simulations.controller.js'
import { TicketSlaController } from './sla/ticket-sla.controller.js'
import { RenderingsController } from './templates/renderings.controller.js'
import { TemplateListsController } from './templates/template-lists.controller.js'
import { DeclaredCommands } from './tickets/declared-commands.js'
import { FilesController } from './tickets/files.controller.js'
import { SavedListsController } from './tickets/saved-lists.controller.js'
import { Threads } from './tickets/threads.js'
import { TicketBeginnings } from './tickets/ticket-beginning.js'
import { TicketCommands } from './tickets/ticket-command.js'
import { TicketCommandsController } from './tickets/ticket-commands.controller.js'
import { TicketLists } from './tickets/ticket-lists.js'
import { TicketsController } from './tickets/tickets.controller.js'
import { EndpointCalls } from './webhooks/endpoint-calls.js'
import { HookDeliveriesController } from './webhooks/hook-deliveries.controller.js'
import { WebhooksController } from './webhooks/webhooks.controller.js'
import { WelcomeController } from './welcome/welcome.controller.js'

@Module({})
export class HttpModule {}

const apiControllers = [
  ConsoleController,
  SignInController,
  SessionController,
  SessionsController,
  TicketsController,
  TicketCommandsController,
  FilesController,
  SavedListsController,
  RuleSimulationsController,
  JobsController,
  DecisionsController,
  FormsController,
  LinksController,
  QueuesController,
  SearchController,
  RenderingsController,
  TemplateListsController,
  ArticleSearchController,
  ArticleSuggestionsController,
  ...importControllers,
  ...settingControllers,
  HolidayImportsController,
  CalendarEvaluationsController,
  TicketSlaController,
  AttainmentController,
  ArticlesReportController,
  ReportsController,
  SimulationsController,
  RecomputationsController,
  AgentsController,
  CustomersController,
  CustomerForgettingsController,
  CustomerExportsController,
  LegalHoldsController,
  EventsController,
  StreamController,
  WebhooksController,
  HookDeliveriesController,
  AuditController,
  PopulationsController,
  DisclosuresController,
  BundlesController,
  OpenApiController,
  WelcomeController
]

/** In every role: what runs in a worker is answered there. */
const adminControllers = [
  ParkedController,
  ViewsController,
  DeliveriesController,
  ForgettingsController,
  AdminAuditController,
  AdminApiKeysController,
  ApiKeysController
]

/**
 * Every HTTP call of the desk but the webhook; a process that is no api serves health, metrics and the calls of operators only.
 * The buses come from the root's `CqrsModule.forRoot()`.
 */
export function httpModule(deps: HttpDeps, isApi = true): DynamicModule {
  return {
    module: HttpModule,
    imports: [DiscoveryModule],
    controllers: [
      HealthController,
      ProblemsController,
      ...adminControllers,
      ...(isApi ? apiControllers : [])
    ],
    providers: [
      { provide: HTTP_DEPS, useValue: deps },
      Askers,
      DeclaredScopes,
      Lists,
      PersonExports,
      Threads,
      TicketLists,
      TicketCommands,
      TicketBeginnings,
      DeclaredCommands,
      KeyCalls,
      SessionPresenter,
      QueueGate,
      Feed,
      OpenStreams,
      EndpointCalls,
      ...(isApi ? [Jobs, RuleSimulations] : []),
      SettingCalls,
      { provide: APP_GUARD, useClass: KeyGuard },
      { provide: APP_FILTER, useClass: ProblemFilter }
    ]
  }
}

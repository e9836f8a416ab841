import { ActOnFormHandler } from '../forms/act-on-form.js'
import { AnswerFormHandler } from '../forms/answer-form.js'
import { RecordFormHandler } from '../forms/record-form.js'
import { StartFormHandler } from '../forms/start-form.js'
import { ActOnAgentHandler } from './act-on-agent.js'
import { ActOnApiKeyHandler } from './act-on-api-key.js'
import { ActOnEndpointHandler } from './act-on-endpoint.js'
import { ActOnStaffGroupHandler } from './act-on-staff-group.js'
import { ActOnSubjectHandler } from './act-on-subject.js'
import { ActOnTicketHandler } from './act-on-ticket.js'
import { ApplyAwaitedRuleHandler } from './apply-awaited-rule.js'
import { AssignAutomaticallyHandler } from './assign-automatically.js'
import { BeginTicketHandler } from './begin-ticket.js'
import { BindTopicHandler } from './bind-topic.js'
import { ClassifyCustomerHandler } from './classify-customer.js'
import { DiscloseHandler } from './disclose.js'
import { EditCustomerMessageHandler } from './edit-customer-message.js'
import { ForgetCustomerHandler } from './forget-customer.js'
import { GreetCustomerHandler } from './greet-customer.js'
import { ImportSettingsHandler } from './import-settings.js'
import { LeaveTopicAloneHandler } from './leave-topic-alone.js'
import { PublishSettingHandler } from './publish-setting.js'
import { PublishSettingsHandler } from './publish-settings.js'
import { ReceiveCustomerMessageHandler } from './receive-customer-message.js'
import { RecordAlertHandler } from './record-alert.js'
import { RecordDeliveryHandler } from './record-delivery.js'
import { RecordReachabilityHandler } from './record-reachability.js'
import { RemoveAgentHandler } from './remove-agent.js'
import { RenameCustomerHandler } from './rename-customer.js'
import { RequestDigestHandler } from './request-digest.js'
import { RequestRecomputationHandler } from './request-recomputation.js'
import { RetireSettingHandler } from './retire-setting.js'
import { SeeAgentHandler } from './see-agent.js'
import { TurnCardHandler } from './turn-card.js'

export * from './act-on-agent.js'
export * from './act-on-api-key.js'
export * from './act-on-endpoint.js'
export * from './act-on-staff-group.js'
export * from './act-on-subject.js'
export * from './act-on-ticket.js'
export * from './apply-awaited-rule.js'
export * from './assign-automatically.js'
export * from './begin-ticket.js'
export * from './bind-topic.js'
export * from './classify-customer.js'
export * from './disclose.js'
export * from './edit-customer-message.js'
export * from './forget-customer.js'
export * from './greet-customer.js'
export * from './import-settings.js'
export * from './leave-topic-alone.js'
export * from './publish-setting.js'
export * from './publish-settings.js'
export * from './receive-customer-message.js'
export * from './record-alert.js'
export * from './record-delivery.js'
export * from './record-reachability.js'
export * from './remove-agent.js'
export * from './rename-customer.js'
export * from './request-digest.js'
export * from './request-recomputation.js'
export * from './retire-setting.js'
export * from './see-agent.js'
export * from './turn-card.js'

/** For the module that has the CommandBus; each needs a Desk under the token DESK. */
export const commandHandlers = [
  ApplyAwaitedRuleHandler,
  ActOnAgentHandler,
  ActOnApiKeyHandler,
  ActOnEndpointHandler,
  ActOnFormHandler,
  AnswerFormHandler,
  RecordFormHandler,
  StartFormHandler,
  ActOnStaffGroupHandler,
  ActOnSubjectHandler,
  ActOnTicketHandler,
  BeginTicketHandler,
  AssignAutomaticallyHandler,
  BindTopicHandler,
  ClassifyCustomerHandler,
  DiscloseHandler,
  EditCustomerMessageHandler,
  ForgetCustomerHandler,
  GreetCustomerHandler,
  ImportSettingsHandler,
  LeaveTopicAloneHandler,
  PublishSettingHandler,
  PublishSettingsHandler,
  ReceiveCustomerMessageHandler,
  RecordAlertHandler,
  RecordDeliveryHandler,
  RecordReachabilityHandler,
  RenameCustomerHandler,
  RequestDigestHandler,
  RequestRecomputationHandler,
  RetireSettingHandler,
  RemoveAgentHandler,
  SeeAgentHandler,
  TurnCardHandler
]

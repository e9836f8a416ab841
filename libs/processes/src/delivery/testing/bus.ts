import type { Command } from '@nestjs/cqrs'
import {
  ActOnForm,
  ActOnFormHandler,
  ActOnStaffGroup,
  ActOnStaffGroupHandler,
  ActOnSubject,
  ActOnSubjectHandler,
  ActOnTicket,
  ActOnTicketHandler,
  BeginTicket,
  BeginTicketHandler,
  BindTopic,
  BindTopicHandler,
  type Desk,
  ForgetCustomer,
  ForgetCustomerHandler,
  GreetCustomer,
  GreetCustomerHandler,
  ReceiveCustomerMessage,
  ReceiveCustomerMessageHandler,
  RecordDelivery,
  RecordDeliveryHandler,
  RecordReachability,
  RecordReachabilityHandler,
  RenameCustomer,
  RenameCustomerHandler,
  RequestDigest,
  RequestDigestHandler,
  TurnCard,
  TurnCardHandler
} from '#application'

export type Bus = { execute<R>(command: Command<R>): Promise<R> }

export const nameOf = (command: object): string => {
  const inner = 'command' in command ? command.command : undefined
  const type = typeof inner === 'object' && inner !== null && 'type' in inner ? ` ${String(inner.type)}` : ''
  return command.constructor.name + type
}

/** The commands that delivery and its scenes give, without Nest. */
export function busOf(desk: Desk): Bus {
  const handlers = new Map<unknown, { execute(command: never): Promise<unknown> }>([
    [ActOnSubject, new ActOnSubjectHandler(desk)],
    [ForgetCustomer, new ForgetCustomerHandler(desk)],
    [ActOnForm, new ActOnFormHandler(desk)],
    [ActOnTicket, new ActOnTicketHandler(desk)],
    [ActOnStaffGroup, new ActOnStaffGroupHandler(desk)],
    [BeginTicket, new BeginTicketHandler(desk)],
    [BindTopic, new BindTopicHandler(desk)],
    [GreetCustomer, new GreetCustomerHandler(desk)],
    [RecordDelivery, new RecordDeliveryHandler(desk)],
    [RecordReachability, new RecordReachabilityHandler(desk)],
    [RenameCustomer, new RenameCustomerHandler(desk)],
    [RequestDigest, new RequestDigestHandler(desk)],
    [TurnCard, new TurnCardHandler(desk)],
    [ReceiveCustomerMessage, new ReceiveCustomerMessageHandler(desk)]
  ])
  return {
    async execute<R>(command: Command<R>): Promise<R> {
      const handler = handlers.get(command.constructor)
      if (!handler) throw new Error(`no handler for ${command.constructor.name}`)
      return (await handler.execute(command as never)) as R
    }
  }
}

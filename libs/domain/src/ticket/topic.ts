import { type Command, type Decision, events, nothing } from './decision.js'
import { type ExistingTicket, isSameTopic } from './state.js'

export function topic(
  command: Command<'BindTopic'> | Command<'RecordCard'> | Command<'LoseTopic'>,
  state: ExistingTicket
): Decision {
  const { place } = command
  const isPresent = isSameTopic(state.topic, place)
  switch (command.type) {
    case 'BindTopic':
      // News of a topic that is gone already must not bring it back.
      return state.topic || state.lostTopics.some(lost => isSameTopic(lost, place))
        ? nothing
        : events({ type: 'TopicOpened', data: place })
    case 'RecordCard': {
      const { telegramMessageId } = command
      return isPresent && state.card !== telegramMessageId
        ? events({ type: 'CardPosted', data: { ...place, telegramMessageId } })
        : nothing
    }
    case 'LoseTopic':
      return isPresent ? events({ type: 'TopicLost', data: place }) : nothing
  }
}

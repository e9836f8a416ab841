import { describe, it } from '@jest/globals'
import { deciderSpec } from '../testing/given.js'
import * as t from '../testing/ticket.js'
import { ticketDecider } from './decide.js'

const { givenCommands } = deciderSpec(ticketDecider)
const suggest = (...ids: string[]) => t.suggest(ids)

describe('articles that a ticket may be about', () => {
  it('are told with their scores in whole thousandths, and again only when they are others', () => {
    const opened = givenCommands(t.openTicket)
    opened.when(suggest()).thenNothing()
    opened
      .when(suggest('refunds', 'banks'))
      .thenEvents({ type: 'ArticleSuggested', data: { ids: ['refunds', 'banks'], scores: [3247, 2247] } })
    const told = givenCommands(t.openTicket, suggest('refunds', 'banks'))
    told.when(suggest('refunds', 'banks')).thenNothing()
    told.when(suggest('banks', 'refunds')).thenEvents({ type: 'ArticleSuggested' })
    told.when(suggest()).thenEvents({ type: 'ArticleSuggested', data: { ids: [], scores: [] } })
  })

  it('are told of no ticket that is closed', () => {
    givenCommands(t.openTicket, t.close).when(suggest('refunds')).thenNothing()
  })
})

describe('an article that was sent', () => {
  const sent = givenCommands(t.openTicket, t.sendArticle('r', 'refunds'))

  it('is rated as often as the customer changes their mind, and by the reply that sent it', () => {
    const rated = { article: 'refunds', messageId: t.idOf('r') }
    sent.when(t.rate('r', true)).thenEvents({ type: 'ArticleRated', data: { ...rated, helpful: true } })
    const liked = givenCommands(t.openTicket, t.sendArticle('r', 'refunds'), t.rate('r', true))
    liked.when(t.rate('r', true)).thenNothing()
    liked.when(t.rate('r', false)).thenEvents({ type: 'ArticleRated', data: { ...rated, helpful: false } })
  })

  it('is rated after the ticket is closed, too', () => {
    givenCommands(t.openTicket, t.sendArticle('r', 'refunds'), t.close)
      .when(t.rate('r', false))
      .thenEvents({ type: 'ArticleRated', data: { helpful: false } })
  })

  it('can not be rated where it was not sent', () => {
    givenCommands(t.openTicket, t.reply('r', t.ann)).when(t.rate('r', true)).thenRefused('unknown_message')
  })
})

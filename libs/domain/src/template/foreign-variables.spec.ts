import { describe, expect, it } from '@jest/globals'
import { withOurVariables } from './foreign-variables.js'
import { readTemplate } from './template.js'

describe('Variables of another desk', () => {
  it.each([
    [
      'Chatwoot',
      'Hi {{contact.first_name}}, {{ agent.name }}',
      'Hi {{customer.first_name}}, {{ agent.name }}'
    ],
    ['Chatwoot', "{{ contact.name | default: 'there' }}", '{{customer.name | default: "there"}}'],
    ['Chatwoot', '{{conversation.display_id}} {{inbox.name}}', '{{ticket.code}} {{queue.name}}'],
    [
      'Zendesk',
      '{{ticket.requester.first_name}}: {{ticket.title}}',
      '{{customer.first_name}}: {{ticket.title}}'
    ],
    ['Zendesk', '{{ticket.id}} {{current_user.name}}', '{{ticket.code}} {{agent.name}}'],
    ['Zendesk', '{{ticket.ticket_field_4711}}', '{{field.4711}}'],
    ['Zammad', '#{ticket.customer.firstname}, #{user.firstname}', '{{customer.first_name}}, {{agent.name}}'],
    ['Zammad', '#{ ticket.number } #{Ticket.Number}', '{{ticket.code}} {{ticket.code}}'],
    ['Zammad', '#{ticket.customer.firstname | default: "x"}', '{{customer.first_name | default: "x"}}'],
    ['Chatwoot', '{{Contact.Name}}', '{{customer.name}}'],
    ['Zammad', 'Ticket##{ticket.number}', 'Ticket#{{ticket.code}}']
  ])('of %s have our names: %s', (_, theirs, ours) => {
    const { text, unknown } = withOurVariables(theirs)
    expect([text, unknown]).toEqual([ours, []])
    expect(readTemplate(text, 'html')).toHaveProperty('template')
  })

  it('are all named that we have nothing for, and stay as they are', () => {
    const text = '{{contact.email}} #{ticket.state.name} {{contact.name}} {{contact.email}} {{constructor}}'
    expect(withOurVariables(text)).toEqual({
      text: text.replace('contact.name', 'customer.name'),
      unknown: ['contact.email', 'ticket.state.name', 'constructor']
    })
  })

  it('are named with conditions and whatever else is no variable of ours', () => {
    const text = '{% if ticket.id %}a{%- endif -%} #{ ticket.tags.join(", ") } #{config.fqdn}'
    expect(withOurVariables(text)).toEqual({
      text,
      unknown: ['{% if ticket.id %}', '{%- endif -%}', 'ticket.tags.join(", ")', 'config.fqdn']
    })
  })

  it('leave our own text to the letter', () => {
    const own = 'Hello {{ customer.first_name | default: "you" }} #1 #{x} {{field.order}}'
    expect(withOurVariables(own)).toEqual({ text: own, unknown: [] })
  })
})

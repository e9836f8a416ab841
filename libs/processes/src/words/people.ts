import type { AgentStanding, OwnWork } from '#application'
import { type Availability, availabilities, priorities, ticketStatuses } from '#domain'
import type { AgentId, Instant } from '#kernel'
import type { InEach, Language } from './language.js'
import { priorityNames, statusNames } from './names.js'
import { english, localTime, russian } from './numbers.js'
import type { Details } from './refusals.js'

const peopleShown = 50
const ticketsShown = 10

/** How the people of the desk are called, and where they live. */
export interface PeopleAbout {
  readonly nameOf: (id: AgentId) => string
  readonly timeZone: string
}

type Person = Pick<AgentStanding, 'agentId' | 'availability' | 'until' | 'load' | 'limit'>

interface PeopleWords {
  readonly availability: { readonly [availability in Availability]: string }
  readonly head: string
  readonly allTheSame: string
  readonly until: (time: string) => string
  readonly more: (people: number) => string
  readonly you: { readonly [availability in Availability]: string }
  readonly teams: (names: string) => string
  readonly skills: (skills: string) => string
  readonly load: (load: number, limit: number | null) => string
  readonly none: string
  readonly tickets: string
  readonly moreTickets: (count: number) => string
}

export const peopleWords: InEach<PeopleWords> = {
  en: {
    availability: { available: 'available', busy: 'busy', away: 'away' },
    head: 'Team',
    allTheSame: 'The ticket is theirs all the same.',
    until: time => `until ${time}`,
    more: people => `and ${people} more`,
    you: {
      available: 'You are available',
      busy: 'You are busy: nothing new comes to you',
      away: 'You are away'
    },
    teams: names => `Teams: ${names}`,
    skills: skills => `Skills: ${skills}`,
    load: (load, limit) =>
      `${load} ${english(load, 'ticket counts', 'tickets count')}${limit === null ? ', without a limit' : `, of ${limit}`}`,
    none: 'You have no ticket now.',
    tickets: 'Your tickets:',
    moreTickets: count => `and ${count} more`
  },
  ru: {
    availability: { available: 'на месте', busy: 'новое не берёт', away: 'нет на месте' },
    head: 'Команда',
    allTheSame: 'Обращение всё равно передано.',
    until: time => `до ${time}`,
    more: people => `и ещё ${people}`,
    you: {
      available: 'Вы на месте',
      busy: 'Вы заняты: нового вам не дают',
      away: 'Вас нет'
    },
    teams: names => `Команды: ${names}`,
    skills: skills => `Навыки: ${skills}`,
    load: (load, limit) =>
      `В счёт ${russian(load, 'идёт', 'идут', 'идут')} ${load} ${russian(load, 'обращение', 'обращения', 'обращений')}${limit === null ? ', без предела' : ` из ${limit}`}`,
    none: 'Обращений у вас сейчас нет.',
    tickets: 'Ваши обращения:',
    moreTickets: count => `и ещё ${count}`
  }
}

const signs: { readonly [availability in Availability]: string } = { available: '🟢', busy: '🟠', away: '⚪️' }

/** As one is recorded: ids and numbers, no names. */
export const personLine = ({ agentId, availability, until, load, limit }: Person): string =>
  [agentId, availability, until ?? '-', load, limit ?? '-'].join(' ')

/** Who is there comes first. */
export function teamDetails(standings: readonly AgentStanding[]): Details {
  const rank = ({ availability }: Person) => availabilities.indexOf(availability)
  const sorted = [...standings].sort((a, b) => rank(a) - rank(b))
  const lines = sorted.slice(0, peopleShown).map(personLine)
  return { people: lines.join('\n'), more: Math.max(0, sorted.length - peopleShown) }
}

/** The same of whoever asks. Skills and names of teams are settings of the desk. */
export function ownDetails({ standing, teams, tickets }: OwnWork): Details {
  const { agentId, availability, until, skills, load, limit } = standing
  const lines = tickets
    .slice(0, ticketsShown)
    .map(({ code, status, priority }) => `${code} ${status} ${priority}`)
  return {
    ...{ agent: agentId, availability, until, load, limit },
    teams: teams.join(', '),
    skills: skills.join(', '),
    tickets: lines.join('\n'),
    more: Math.max(0, tickets.length - ticketsShown)
  }
}

const linesOf = (details: Details, key: string): string[][] =>
  String(details[key] ?? '')
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.split(' '))

const numberIn = (text: string | undefined): number | null =>
  text === undefined || text === '-' ? null : Number(text)

const oneOf = <T extends string>(known: readonly T[], said: unknown, otherwise: T): T =>
  known.find(each => each === said) ?? otherwise

const peopleIn = (details: Details): Person[] =>
  linesOf(details, 'people').map(([id, availability, until, load, limit]) => ({
    agentId: id as AgentId,
    availability: oneOf(availabilities, availability, 'available'),
    until: numberIn(until),
    load: numberIn(load) ?? 0,
    limit: numberIn(limit)
  }))

/** What such an answer needs to know beside what is recorded. */
export async function peopleAbout(
  details: Details,
  timeZone: string,
  nameOf: (id: AgentId) => Promise<string>
): Promise<PeopleAbout> {
  const ids = peopleIn(details).map(({ agentId }) => agentId)
  const names = new Map(await Promise.all(ids.map(async id => [id, await nameOf(id)] as const)))
  return { timeZone, nameOf: id => names.get(id) ?? '' }
}

export function teamText(language: Language, details: Details, { nameOf, timeZone }: PeopleAbout): string {
  const words = peopleWords[language]
  const lines = peopleIn(details).map(({ agentId, availability, until, load, limit }) =>
    [
      `${signs[availability]} ${nameOf(agentId)}`,
      ...(availability === 'available' ? [] : [standsSo(language, availability, until, timeZone)]),
      `${load}${limit === null ? '' : `/${limit}`}`
    ].join(' · ')
  )
  const more = Number(details['more'] ?? 0)
  return [words.head, ...lines, ...(more > 0 ? [words.more(more)] : [])].join('\n')
}

function standsSo(
  language: Language,
  availability: Availability,
  until: Instant | null,
  timeZone: string
): string {
  const words = peopleWords[language]
  const end = until === null ? '' : ` ${words.until(localTime(language, until, timeZone))}`
  return words.availability[availability] + end
}

/** Of one who was given a ticket. */
export function notThereText(
  language: Language,
  details: Details,
  { nameOf, timeZone }: PeopleAbout
): string {
  const [person] = peopleIn(details)
  if (!person) return ''
  const stands = standsSo(language, person.availability, person.until, timeZone)
  return `${signs[person.availability]} ${nameOf(person.agentId)}: ${stands}. ${peopleWords[language].allTheSame}`
}

export function ownText(language: Language, details: Details, { timeZone }: PeopleAbout): string {
  const words = peopleWords[language]
  const availability = oneOf(availabilities, details['availability'], 'available')
  const until = details['until']
  const end =
    typeof until === 'number'
      ? `, ${words.until(`${localTime(language, until, timeZone)} (${timeZone})`)}`
      : ''
  const limit = details['limit']
  const tickets = linesOf(details, 'tickets').map(
    ([code, status, priority]) =>
      `${code} · ${statusNames[language][oneOf(ticketStatuses, status, 'open')]} · ${priorityNames[language][oneOf(priorities, priority, 'normal')]}`
  )
  const more = Number(details['more'] ?? 0)
  return [
    `${signs[availability]} ${words.you[availability]}${end}.`,
    ...(details['teams'] ? [words.teams(String(details['teams']))] : []),
    ...(details['skills'] ? [words.skills(String(details['skills']))] : []),
    `${words.load(Number(details['load'] ?? 0), typeof limit === 'number' ? limit : null)}.`,
    ...(tickets.length > 0 ? [words.tickets, ...tickets] : [words.none]),
    ...(more > 0 ? [words.moreTickets(more)] : [])
  ].join('\n')
}

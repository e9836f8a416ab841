import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it } from '@jest/globals'
import { bytesIn, hashesIn } from '../testing/hashes-in.js'
import { HashedWords } from './hashed-words.js'
import type { Calls, Change, TicketQuery } from './messages.js'
import { openCalls } from './serve.js'

const masterKey = Buffer.alloc(32, 7)

/** The same numbers for the same seed (Numerical Recipes). */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const folders: string[] = []
const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'search-'))
  folders.push(path)
  return path
}
afterEach(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true })
})

let at = 0
const ticket = (
  id: string,
  code: string,
  more: Partial<Extract<Change, { change: 'ticket' }>> = {}
): Change => ({
  change: 'ticket',
  id,
  code,
  queue: 'general',
  conversation: `conversation of ${id}`,
  subject: `subject of ${id}`,
  createdAt: at++,
  ...more
})
const name = (id: string, called: string, username: string | null = null): Change => ({
  change: 'name',
  of: { ticket: id },
  name: called,
  username
})
const title = (id: string, text: string | null): Change => ({ change: 'title', id, title: text })
const tags = (id: string, added: string[], removed: string[] = []): Change => ({
  change: 'tags',
  id,
  added,
  removed
})
const forgotten = (id: string): Change => ({ change: 'forgotten', subject: `subject of ${id}` })

const found = (calls: Calls, words: string, more: Partial<TicketQuery> = {}) =>
  calls.tickets({ words, personal: true, limit: 25, ...more }).map(({ id }) => id)
function indexOf(...changes: readonly Change[]) {
  const calls = openCalls({ folder: undefined, masterKey })
  calls.apply(changes, undefined)
  return { ...calls, ids: (words: string, more: Partial<TicketQuery> = {}) => found(calls, words, more) }
}

describe('a ticket', () => {
  it.each(['7K3Q-X9M2', '7k3qx9m2', 'what of 7k3q-x9m2?', 'the 7K3QX9M2'])(
    'is found by its code: %s',
    words => {
      const { ids } = indexOf(ticket('a', '7K3Q-X9M2'), ticket('b', '0000-0000'))
      expect(ids(words)).toEqual(['a'])
    }
  )

  it.each<[string, string]>([
    ['a word of the title in another form', 'PARCELS'],
    ['a tag', 'late'],
    ['a part of a tag', 'express'],
    ['a name in any case', 'ёлкина'],
    ['a first name', 'anna'],
    ['the username', 'anna_k'],
    ['the username with @', '@Anna_K']
  ])('is found by %s', (_, words) => {
    const { ids } = indexOf(
      ticket('a', '1111-1111'),
      name('a', 'Anna Елкина', 'anna_k'),
      title('a', 'A parcel is missing'),
      tags('a', ['express-late']),
      ticket('b', '2222-2222'),
      name('b', 'Bob', 'bob')
    )
    expect(ids(words)).toEqual(['a'])
  })

  it('is found by usual words only where they are of a name or make a username', () => {
    const { ids } = indexOf(
      ticket('a', '1111-1111'),
      name('a', 'Will Smith', 'the_who'),
      title('a', 'Where is my order'),
      ticket('b', '2222-2222'),
      name('b', 'Мой'),
      tags('b', ['will'])
    )
    expect([ids('where is my'), ids(''), ids('is')]).toEqual([[], [], []])
    expect([ids('will'), ids('will smith'), ids('мой')]).toEqual([['a'], ['a'], ['b']])
    expect([ids('@the_who'), ids('The_Who')]).toEqual([['a'], ['a']])
    expect(ids('will', { personal: false })).toEqual([])
  })

  it('that has more of the words, and rarer ones, comes first; of equal ones the newest', () => {
    const { ids } = indexOf(
      ...['a', 'b', 'c', 'd'].map((id, n) => ticket(id, `1111-111${n}`)),
      title('a', 'order order'),
      title('b', 'order lost'),
      title('c', 'order'),
      title('d', 'lost umbrella')
    )
    expect(ids('lost order')).toEqual(['b', 'd', 'c', 'a'])
    expect(ids('lost order', { limit: 1 })).toEqual(['b'])
  })

  it('has the title, tags and name of now', () => {
    const { ids, apply } = indexOf(
      ticket('a', '1111-1111', { conversation: 'one' }),
      ticket('b', '2222-2222', { conversation: 'one' }),
      name('a', 'Anna'),
      name('b', 'Anna'),
      title('a', 'A parcel'),
      tags('a', ['late', 'vip'])
    )
    apply(
      [
        { change: 'name', of: { conversation: 'one' }, name: 'Maria', username: null },
        title('a', 'An umbrella'),
        tags('a', ['new'], ['late'])
      ],
      undefined
    )
    expect([ids('anna'), ids('parcel'), ids('late')]).toEqual([[], [], []])
    expect([ids('maria'), ids('umbrella'), ids('vip'), ids('new')]).toEqual([['b', 'a'], ['a'], ['a'], ['a']])
    apply([title('a', null)], undefined)
    expect(ids('umbrella')).toEqual([])
  })

  it('is narrowed by state and queue as they are now', () => {
    const { ids, apply } = indexOf(ticket('a', '1111-1111'), ticket('b', '2222-2222', { queue: 'billing' }))
    apply([tags('a', ['x']), tags('b', ['x'])], undefined)
    apply([{ change: 'ticket_state', id: 'a', from: 'open', status: 'assigned' }], undefined)
    apply([{ change: 'ticket_state', id: 'a', status: 'in_progress' }], undefined)
    apply([{ change: 'ticket_state', id: 'a', from: 'open', status: 'assigned' }], undefined)
    expect(ids('x', { statuses: ['in_progress'] })).toEqual(['a'])
    expect(ids('x', { queues: ['billing'] })).toEqual(['b'])
    expect(ids('x', { queues: [] })).toEqual([])
    apply([{ change: 'ticket_state', id: 'b', queue: 'general' }], undefined)
    expect(ids('x', { queues: ['billing'] })).toEqual([])
  })

  it('is found without its title and names by whoever may not see them', () => {
    const { ids } = indexOf(
      ticket('a', '1111-1111'),
      name('a', 'Anna', 'anna_k'),
      title('a', 'parcel'),
      tags('a', ['vip'])
    )
    const some = { personal: false }
    expect([ids('anna', some), ids('anna_k', some), ids('parcel', some)]).toEqual([[], [], []])
    expect([ids('vip', some), ids('11111111', some)]).toEqual([['a'], ['a']])
  })
})

describe('who was forgotten', () => {
  it('is found by code and tags alone, whatever comes later', () => {
    const { ids, apply } = indexOf(
      ticket('a', '1111-1111'),
      name('a', 'Anna', 'anna_k'),
      title('a', 'parcel'),
      tags('a', ['vip'])
    )
    apply([forgotten('a')], undefined)
    apply([title('a', 'parcel'), name('a', 'Anna', 'anna_k'), tags('a', ['new'])], undefined)
    expect([ids('anna'), ids('anna_k'), ids('parcel')]).toEqual([[], [], []])
    expect([ids('vip'), ids('new'), ids('11111111')]).toEqual([['a'], ['a'], ['a']])
  })

  it('has no word left in any byte of the files, and no hash of one', () => {
    const path = folder()
    const calls = openCalls({ folder: path, masterKey })
    calls.apply(
      [
        ticket('a', '1111-1111'),
        name('a', 'Zebedeus Marković', 'zebedeus_x'),
        title('a', 'Quixotic parcels')
      ],
      undefined
    )
    const { every, leftOf } = hashesIn(path, masterKey)
    const person = every('Zebedeus Marković', 'zebedeus_x', 'Quixotic parcels')
    expect(leftOf(person)).toEqual(Object.keys(person))
    for (const word of ['zebede', 'markov', 'quixot', 'parcel'])
      expect([word, bytesIn(path).toString('utf8').toLowerCase().includes(word)]).toEqual([word, false])
    calls.apply([forgotten('a')], undefined)
    expect(leftOf(person)).toEqual([])
    calls.close()
    expect(leftOf(person)).toEqual([])
  })

  it('leaves nothing in a file of many, whoever of them goes, after renames and new titles, each checked at once', () => {
    const path = folder()
    const calls = openCalls({ folder: path, masterKey })
    const random = numbers(20_260_105)
    // No word is the stem of another.
    const nameless = (n: number) => `${Array.from(`${n}`, digit => 'abcdefghij'[Number(digit)]).join('')}zq`
    const usernameOf = (called: string) => called.replace(/.* /, 'user')
    const people = Array.from({ length: 300 }, (_, n) => ({
      id: `t${n}`,
      names: [`First${nameless(n)} Last${nameless(n)}`],
      titles: [`Title${nameless(n)} parcels${nameless(n)}`]
    }))
    const { every, leftOf } = (() => {
      const code = (n: number) => `${String(n).padStart(4, '0')}-0000`
      calls.apply(
        people.map(({ id }, n) => ticket(id, code(n))),
        undefined
      )
      return hashesIn(path, masterKey)
    })()
    for (let round = 0; round < 3; round++) {
      const renamed = people.filter(() => round === 0 || random(2) === 0)
      for (const { names, titles } of round === 0 ? [] : renamed) {
        names.push(`Called${round}${names[0]}`)
        titles.push(`Then${round}${titles[0]}`)
      }
      const changes = renamed.flatMap(({ id, names, titles }) => {
        const called = names.at(-1) ?? ''
        return [name(id, called, usernameOf(called)), title(id, titles.at(-1) ?? '')]
      })
      calls.apply(changes, undefined)
    }
    const hashesOf = ({ names, titles }: (typeof people)[number]) => ({
      ...Object.assign({}, ...names.map(one => every(one, usernameOf(one), ''))),
      ...Object.assign({}, ...titles.map(one => every('', null, one)))
    })
    const gone: { [word: string]: Buffer } = {}
    const left = [...people]
    while (left.length > people.length / 2) {
      const leaving = left.splice(random(left.length), 10)
      const theirs = Object.assign({}, ...leaving.map(hashesOf))
      calls.apply(
        leaving.map(({ id }) => forgotten(id)),
        undefined
      )
      expect(leftOf(theirs)).toEqual([])
      Object.assign(gone, theirs)
    }
    expect(leftOf(gone)).toEqual([])
    for (const { id, names } of left) expect(found(calls, names.at(-1) ?? '')).toContain(id)
    calls.close()
    expect(leftOf(gone)).toEqual([])
  })

  it('leaves nothing of a title that was taken away before', () => {
    const path = folder()
    const calls = openCalls({ folder: path, masterKey })
    calls.apply([ticket('a', '1111-1111'), title('a', 'Quixotic')], undefined)
    calls.apply([title('a', null)], undefined)
    const { every, leftOf } = hashesIn(path, masterKey)
    const hers = every('', null, 'Quixotic')
    expect(leftOf(hers)).toEqual(['stem quixotic'])
    calls.apply([forgotten('a')], undefined)
    expect(leftOf(hers)).toEqual([])
    calls.close()
  })

  it('has none left either once a process that was killed before it could wipe them is followed', () => {
    const path = folder()
    const calls = openCalls({ folder: path, masterKey })
    calls.apply([ticket('a', '1111-1111'), name('a', 'Zebedeus')], undefined)
    const salt = /salt([0-9a-f]{64})/.exec(bytesIn(path).toString('latin1'))?.[1] ?? ''
    const hash = new HashedWords(masterKey, salt).ofNameWord('zebedeus')
    const killed = folder()
    for (const file of readdirSync(path)) writeFileSync(join(killed, file), readFileSync(join(path, file)))
    calls.close()
    const database = new DatabaseSync(join(killed, 'search-0.db'))
    database.exec('PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 0')
    database.exec("BEGIN; DELETE FROM words; INSERT INTO meta VALUES ('unwiped', ''); COMMIT")
    const left = readdirSync(killed).map(file => [file, readFileSync(join(killed, file))] as const)
    database.close()
    for (const [file, bytes] of left) writeFileSync(join(killed, file), bytes)
    expect(bytesIn(killed).includes(hash)).toBe(true)
    const after = openCalls({ folder: killed, masterKey })
    expect(bytesIn(killed).includes(hash)).toBe(false)
    after.close()
  })
})

describe('the files', () => {
  it('of a process that has ended go once somebody is forgotten, and those of running ones stay', () => {
    const path = folder()
    const [one, other, ended] = [0, 1, 2].map(() => openCalls({ folder: path, masterKey }))
    for (const calls of [one, other, ended])
      calls?.apply([ticket('a', '1111-1111'), name('a', 'Zebedeus')], undefined)
    ended?.close()
    one?.apply([forgotten('a')], undefined)
    expect(readdirSync(path).filter(file => file.startsWith('search-2'))).toEqual([])
    expect(other && found(other, 'zebedeus')).toEqual(['a'])
    one?.close()
    other?.close()
  })

  it('go on where they were, with the place', () => {
    const path = folder()
    const first = openCalls({ folder: path, masterKey })
    first.apply([ticket('a', '1111-1111'), name('a', 'Anna')], { position: '7', eventId: 'e' })
    first.close()
    const again = openCalls({ folder: path, masterKey })
    expect([again.place(), found(again, 'anna')]).toEqual([{ position: '7', eventId: 'e' }, ['a']])
    again.clear()
    expect([again.place(), found(again, 'anna'), found(again, '11111111')]).toEqual([undefined, [], []])
    again.close()
  })

  it('are one for each process, and go when nobody has them any more', () => {
    const path = folder()
    const one = openCalls({ folder: path, masterKey })
    const other = openCalls({ folder: path, masterKey })
    const names = () =>
      readdirSync(path)
        .filter(file => file.endsWith('.db'))
        .sort()
    expect(names()).toEqual(['search-0.db', 'search-1.db'])
    one.close()
    other.close()
    openCalls({ folder: path, masterKey }).close()
    expect(names()).toEqual(['search-0.db'])
  })

  it('that are damaged, or of another format, are made anew', () => {
    const path = folder()
    openCalls({ folder: path, masterKey }).close()
    const file = join(path, 'search-0.db')

    writeFileSync(file, Buffer.alloc(4096, 'x'))
    const anew = openCalls({ folder: path, masterKey })
    anew.apply([ticket('a', '1111-1111')], undefined)
    expect(found(anew, '11111111')).toEqual(['a'])
    anew.close()
  })
})

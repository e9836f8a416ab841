import type { Stage } from '../stage.js'
import * as colleagues from './colleagues.js'
import * as customers from './customers.js'
import * as telegram from './telegram.js'

/** What is played. Where it yields, the desk may be killed, with what was begun under way. */
export type Scene = (stage: Stage) => AsyncGenerator<undefined, void>

/** By the rows of what real input has shown, each a way in which a desk can fail its customer. */
export const scenes = {
  'a: an album of notes': colleagues.albumWithNote,
  'a, g: albums both ways': customers.albums,
  'b: what looks internal': colleagues.internalWords,
  'c: a photo in place of a text': customers.anotherFile,
  'd: a corrected reply': colleagues.correctedReply,
  'e: a start link': customers.startLink,
  'e: words after /start': customers.wordsAfterStart,
  'f: a question after resolve': customers.questionAfterResolve,
  'g: answers and quotes': customers.answers,
  'h: a topic made again': telegram.topicDeleted,
  'i: a contact and a place': customers.contents,
  'j: no voice messages': telegram.voiceRefused,
  'k: a topic refused': telegram.topicRefused,
  'l: private topics': customers.privateTopics,
  'm: another name': customers.renamed,
  'n: a date that no calendar has': telegram.noSuchDate,
  'o: fields that cannot be': telegram.falseFlags,
  'p: words after commands': colleagues.wordsAfterCommands,
  'q: sent again after a block': telegram.sentAgain,
  'r: a choice on a card': colleagues.chosenOnCard
} as const satisfies Readonly<Record<string, Scene>>

export type Row = keyof typeof scenes

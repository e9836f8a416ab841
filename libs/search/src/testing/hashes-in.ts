import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stem, wordsIn } from '../analyser/words.js'
import { HashedWords } from '../index/hashed-words.js'

/** Of all files there, those of the write-ahead log too. */
export const bytesIn = (path: string): Buffer =>
  Buffer.concat(readdirSync(path).map(file => readFileSync(join(path, file))))

/** The salt stands in the file: whoever has the master key, too, can make the hashes. */
export function hashesIn(path: string, masterKey: Uint8Array) {
  const salt = /salt([0-9a-f]{64})/.exec(bytesIn(path).toString('latin1'))?.[1] ?? ''
  if (salt === '') throw new Error(`there is no index in ${path}`)
  const hashed = new HashedWords(masterKey, salt)
  return {
    /** In whatever form a word of them could be hashed, by what it is called here. */
    every(called: string, username: string | null, entitled: string): { [word: string]: Buffer } {
      const words = (text: string) => wordsIn(text).map(({ folded }) => folded)
      return Object.fromEntries([
        ...words(`${called} ${username ?? ''}`).map(one => [`name ${one}`, hashed.ofNameWord(one)]),
        ...(username === null ? [] : [[`username ${username}`, hashed.ofUsername(username)]]),
        ...words(entitled).map(one => [`stem ${one}`, hashed.ofStem(stem(one))])
      ])
    },
    leftOf(hashes: { readonly [word: string]: Buffer }): string[] {
      const bytes = bytesIn(path)
      return Object.keys(hashes).filter(word => bytes.includes(hashes[word] ?? ''))
    }
  }
}

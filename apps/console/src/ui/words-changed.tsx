import { type Piece, wordDifference } from './diff.js'

/** A text with what was taken out of it and put into it. */
export const WordsChanged = ({ before, after }: { before: string; after: string }) => (
  <p class="text changed" dir="auto">
    {wordDifference(before, after).map((piece, n) => (
      <Shown key={n} of={piece} />
    ))}
  </p>
)

function Shown({ of: { kind, text } }: { of: Piece }) {
  switch (kind) {
    case 'same':
      return <span>{text}</span>
    case 'added':
      return <ins>{text}</ins>
    case 'removed':
      return <del>{text}</del>
  }
}

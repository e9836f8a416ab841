type Option = readonly [value: string, text: string]

/** `also`: a value that is chosen already, and is shown as it stands where it is none of them. */
export const Options = ({ of, also }: { of: readonly Option[]; also?: string | undefined }) => (
  <>
    {of.map(([one, text]) => (
      <option key={one} value={one}>
        {text}
      </option>
    ))}
    {also !== undefined && !of.some(([one]) => one === also) && <option value={also}>{also}</option>}
  </>
)

/** One of several, by name; a value that is none of them is shown as it stands in the address. */
export function Choice(props: {
  label: string
  value: string | undefined
  choose: (value: string) => void
  options: readonly Option[]
  disabled?: boolean
}) {
  const { label, value = '', choose, options, disabled } = props
  return (
    <label class="filter">
      <span>{label}</span>
      <select value={value} disabled={disabled} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        <Options of={options} also={value} />
      </select>
    </label>
  )
}

/** One of several, by name; a value that is none of them is shown as it stands in the address. */
export function Choice(props: {
  label: string
  value: string | undefined
  choose: (value: string) => void
  options: readonly (readonly [value: string, text: string])[]
}) {
  const { label, value = '', choose, options } = props
  return (
    <label class="filter">
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
        {!options.some(([one]) => one === value) && <option value={value}>{value}</option>}
      </select>
    </label>
  )
}

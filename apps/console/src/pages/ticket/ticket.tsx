export function Ticket({ id }: { id: string }) {
  return <h1>{id}</h1>
}

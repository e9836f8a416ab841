// Whether the desk in this container is ready. Exit code 0 or 1.
const url = `http://127.0.0.1:${process.env.PORT || 8080}/health/ready`
try {
  const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(2500) })
  if (!ok) console.error(`not ready: ${status}`)
  process.exitCode = ok ? 0 : 1
} catch (error) {
  console.error(`no answer at ${url}: ${error.cause?.code ?? error.message}`)
  process.exitCode = 1
}

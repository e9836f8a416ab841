import express from 'express'

/** The baseline: one route that parses the same body and answers 200. */
const app = express()
app.disable('x-powered-by')
app.post('/telegram/:bot_id/webhook', express.json({ limit: '1mb' }), (request, response) => {
  response.status(typeof request.body.update_id === 'number' ? 200 : 400).end()
})
app.get('/health/ready', (_request, response) => {
  response.status(200).end()
})
app.listen(Number(process.env['PORT']), '127.0.0.1')

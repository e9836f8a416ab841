import { expect, it } from '@jest/globals'
import { Webhook } from 'standardwebhooks'
import { newEndpointSecret, signedHeaders } from './signature.js'

it('signs as the published vector of Standard Webhooks says', () => {
  const signed = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    atMs: 1_614_265_330_000,
    body: '{"test": 2432232314}'
  }
  expect(signedHeaders(signed, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
  })
})

it('is verified by the published library, with either of two secrets', () => {
  const secrets = [newEndpointSecret(), newEndpointSecret()]
  const body = JSON.stringify({ type: 'ticket.created', data: { text: 'Привет, 👋' } })
  const headers = signedHeaders({ id: 'whd_1', atMs: Date.now(), body }, secrets)
  for (const secret of secrets)
    expect(new Webhook(secret).verify(body, { ...headers })).toEqual(JSON.parse(body))
  expect(() => new Webhook(newEndpointSecret()).verify(body, { ...headers })).toThrow()
})

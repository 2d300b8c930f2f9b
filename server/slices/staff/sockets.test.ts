import { io } from 'socket.io-client'
import { expect, test } from 'vitest'
import { startTestApp } from '../../../test/factories/app.ts'
import { staffOffice } from '../../../test/factories/staff.ts'

const { app, person } = await startTestApp()
const { makeStaff } = staffOffice(app)
const address = await app.http.listen({ host: '127.0.0.1', port: 0 })

/** What becomes of an attempt to open a live connection with these headers. */
function outcome(extraHeaders: Record<string, string>): Promise<string> {
  const socket = io(address, { transports: ['websocket'], reconnection: false, extraHeaders })
  return new Promise(resolve => {
    socket.on('connect', () => {
      socket.disconnect()
      resolve('connected')
    })
    socket.on('connect_error', error => {
      socket.disconnect()
      resolve(error.message)
    })
  })
}

test('the customers’ live connections are not for staff: their token opens none, wherever it is put', async () => {
  const { token: customers } = await person()
  expect(await outcome({ authorization: `Bearer ${customers}` })).toBe('connected')
  const token = (await makeStaff(['supervisor'])).cookie.split('=')[1] ?? ''
  expect(await outcome({ authorization: `Bearer ${token}` })).toBe('not_signed_in')
  expect(await outcome({ cookie: `okpay_session=${token}` })).toBe('not_signed_in')
  expect(await outcome({ cookie: `okpay_staff=${token}` })).toBe('not_signed_in')
})

import { expect, test } from 'vitest'
import { walletPaymentSchema } from './ewallet-api.ts'

const payment = {
  id: 'pay_1',
  merchant_reference: 'dep_01j4qr8se5f0r8000000000001',
  status: 'waiting',
  amount: '1000',
  refunded: '0',
  currency: 'EUR',
  pay_url: 'https://wallet.example/pay/1',
  created_at: '2026-11-22T12:00:00Z',
  expires_at: '2026-11-22T13:00:00Z',
  payer: null,
  decline: null,
  agreement: null,
}

test('nobody is sent to a page that is none: a browser would run it as ours', () => {
  expect(walletPaymentSchema.parse(payment).pay_url).toBe(payment.pay_url)
  for (const pay_url of ['javascript:alert(1)', 'data:text/html,<script>1</script>'])
    expect(walletPaymentSchema.safeParse({ ...payment, pay_url }).success).toBe(false)
})

test('what the partner calls an account is one clean line', () => {
  const account = 'a\u0000b\u202e moc.elgoog'
  const read = walletPaymentSchema.parse({
    ...payment,
    payer: { account },
    agreement: { id: 'agr_1', account, expires_on: '2027-11-22' },
  })
  expect([read.payer?.account, read.agreement?.account]).toEqual(['a b moc.elgoog', 'a b moc.elgoog'])
})

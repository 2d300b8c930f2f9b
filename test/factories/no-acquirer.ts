/** Keys for a program that never talks to its acquirer: nothing listens on that port. */
export const noAcquirer = {
  STRIPE_SECRET_KEY: 'sk_test_nobody',
  STRIPE_WEBHOOK_SECRET: 'whsec_nobody',
  STRIPE_API_URL: 'http://127.0.0.1:9',
}

/** An environment in which the live edition starts; a test that wants to see it refuse takes one thing away. */
export const liveEnvironment = {
  OKPAY_EDITION: 'live',
  OKPAY_PUBLIC_URL: 'https://okpay.test',
  OKPAY_SECRET_KEY: 'qN3xv8RkZp5TjWm0sYc7LdHb2FgUa9Ei',
  OKPAY_RATE_LIMIT_SCALE: '1',
  OKPAY_MAIL_FROM: 'OKPay <no-reply@okpay.test>',
  OKPAY_SUPPORT_EMAIL: 'help@okpay.test',
  STRIPE_SECRET_KEY: 'sk_live_onlyfortests4711',
  STRIPE_WEBHOOK_SECRET: 'whsec_onlyfortestsonlyfortests47',
  SMTP_URL: 'smtp://mail.test',
  OKPAY_SMS_ACCOUNT_SID: 'AC1',
  OKPAY_SMS_AUTH_TOKEN: 'x',
  OKPAY_SMS_FROM: '+15005550006',
} as const

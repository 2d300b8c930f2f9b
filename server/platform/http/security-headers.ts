/** Headers that say what a browser may do with our answers; made once per start, not per request. */
export type SecurityHeaders = {
  /** For JSON: it is data, nothing in it may ever run, be framed or be kept. */
  api: Record<string, string>
  /** For HTML with its own scripts and styles. */
  page(nonce: string): Record<string, string>
  /** For scripts, styles, images. */
  asset: Record<string, string>
}

/** Features no page of ours needs; a smuggled script gets none of them. */
const noFeatures = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'usb',
]

export function securityHeaders(publicUrl: string): SecurityHeaders {
  const { protocol, host } = new URL(publicUrl)
  const secure = protocol === 'https:'
  const everywhere: Record<string, string> = {
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    // Links in our mails carry single-use tokens; no other site may see them as a referrer.
    'referrer-policy': 'same-origin',
    ...(secure ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {}),
  }
  const socket = `${secure ? 'wss' : 'ws'}://${host}`
  return {
    // A service worker obeys the policy its own file came with, so assets need one that lets them work.
    asset: { ...everywhere, 'content-security-policy': "default-src 'self'; frame-ancestors 'none'" },
    api: {
      ...everywhere,
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    },
    page: nonce => ({
      ...everywhere,
      'content-security-policy': pagePolicy(nonce, socket),
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': noFeatures.map(feature => `${feature}=()`).join(', '),
      'x-frame-options': 'DENY',
    }),
  }
}

/** CSP level 3. No `unsafe-inline` anywhere; `socket` is named for browsers that do not count it as 'self'. */
function pagePolicy(nonce: string, socket: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${socket}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "frame-src 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join('; ')
}

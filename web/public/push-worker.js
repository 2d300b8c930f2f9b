/**
 * Part of the service worker: shows push messages and opens the page one leads to. The text was written by our server
 * and encrypted for this browser alone (RFC 8291); it is shown as text, and only pages of this very site are opened.
 */
self.addEventListener('push', event => {
  const { title, body, lang, tag, url } = read(event.data)
  event.waitUntil(
    self.registration.showNotification(title, {
      body,
      lang,
      // The same message delivered twice replaces itself.
      tag,
      icon: '/icons/icon-192.png',
      badge: '/icons/icon-192.png',
      data: { url },
    }),
  )
})

self.addEventListener('notificationclick', event => {
  event.notification.close()
  event.waitUntil(open(event.notification.data?.url))
})

/** A browser that renews its address tells the server, if somebody is signed in. */
self.addEventListener('pushsubscriptionchange', event => {
  const options = event.oldSubscription?.options
  if (options) event.waitUntil(subscribeAgain(options))
})

/** A push must be shown, even one that cannot be read: the app has everything anyway. */
function read(data) {
  const plain = { title: 'OKPay', body: '', lang: '', tag: 'okpay', url: '/app/notifications' }
  try {
    const message = data?.json()
    const text = name => (typeof message?.[name] === 'string' ? message[name] : plain[name])
    return {
      title: text('title'),
      body: text('body'),
      lang: text('lang'),
      tag: text('tag'),
      url: text('url'),
    }
  } catch {
    return plain
  }
}

async function open(path) {
  const target = new URL(typeof path === 'string' ? path : '/app', self.location.origin)
  if (target.origin !== self.location.origin) return
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  for (const client of windows) {
    if (new URL(client.url).origin !== self.location.origin) continue
    await client.focus()
    client.postMessage({ type: 'OPEN', path: target.pathname }, [])
    return
  }
  await self.clients.openWindow(target.pathname)
}

async function subscribeAgain(options) {
  const subscription = await self.registration.pushManager.subscribe(options)
  const { endpoint, keys } = subscription.toJSON()
  await fetch('/v1/push_subscriptions', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ endpoint, keys }),
  })
}

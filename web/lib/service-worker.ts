/**
 * Makes the app installable and open without a connection. A new version waits until all tabs are closed: a reload
 * in the middle of a payment would lose what was typed.
 */
export function startServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  navigator.serviceWorker.register('/sw.js').catch((error: unknown) => {
    // Without it the app works all the same, only not offline.
    console.warn('the offline app could not be installed', error)
  })
}

import { createRouter } from '@tanstack/react-router'
import { part } from '../lib/part.ts'
import { root } from './shells.tsx'
import { customersPages, routerOptions } from './tree.ts'

/**
 * Customers download nothing of the staff's console, not even the list of its pages: no link of theirs leads there, so that
 * whoever comes to it comes with a new document.
 * The router's paths do not tell capitals from small letters either.
 */
export async function startRouter() {
  if (/^\/console(\/|$)/i.test(location.pathname))
    return (await part(() => import('./staff-router.ts'))).staffRouter
  return createRouter({ routeTree: root.addChildren([...customersPages]), ...routerOptions })
}

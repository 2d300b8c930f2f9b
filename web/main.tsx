import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startI18n } from './lib/i18n.ts'
import { applyTheme, preferredTheme } from './lib/preferences.ts'
import { queryClient } from './lib/queries.ts'
import { openNewestVersion } from './lib/service-worker.ts'
import { startRouter } from './routes/router.ts'
import './ui/base.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

applyTheme(preferredTheme())
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => applyTheme(preferredTheme()))

async function start(root: HTMLElement): Promise<void> {
  const [router] = await Promise.all([startRouter(), startI18n()])
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  )
}

start(root).catch(async (error: unknown) => {
  // Without its texts the app cannot say anything itself.
  const said = document.querySelector<HTMLTemplateElement>('#unreachable')
  if (!(await openNewestVersion()) && said) root.append(said.content)
  throw error
})

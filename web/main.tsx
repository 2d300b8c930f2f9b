import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startI18n } from './lib/i18n.ts'
import { applyTheme, preferredTheme } from './lib/preferences.ts'
import { queryClient } from './lib/queries.ts'
import { router } from './routes/router.tsx'
import './ui/base.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

applyTheme(preferredTheme())
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => applyTheme(preferredTheme()))
await startI18n()
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)

import type { ReactNode } from 'react'
import { Card } from '../../ui/layout.tsx'

/** A titled part of a console page, denser than the customers' cards. */
export function Panel({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <Card flush label={title} className="overflow-hidden rounded-xl">
      <div className="flex min-h-12 items-center justify-between gap-4 border-b border-line px-4">
        <h2 className="text-sm font-semibold">{title}</h2>
        {aside}
      </div>
      {children}
    </Card>
  )
}

export function PanelNote({ children }: { children: ReactNode }) {
  return <p className="px-4 py-5 text-sm text-muted">{children}</p>
}

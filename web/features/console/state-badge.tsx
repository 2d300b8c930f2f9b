import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  Clock,
  Hourglass,
  Sparkle,
  type LucideIcon,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge, type BadgeTone } from '../../ui/badge.tsx'

/** A state in a table of the console: done, under way, waiting for somebody, wrong; told by a shape as well as a colour. */
const icons: Record<BadgeTone, LucideIcon> = {
  ok: CircleCheck,
  info: Clock,
  warn: Hourglass,
  bad: CircleAlert,
  neutral: CircleDashed,
  brand: Sparkle,
}

export function StateBadge({ tone = 'neutral', children }: { tone?: BadgeTone; children: ReactNode }) {
  const Icon = icons[tone]
  return (
    <Badge tone={tone} icon={<Icon />}>
      {children}
    </Badge>
  )
}

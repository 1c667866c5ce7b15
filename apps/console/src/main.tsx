/** Starts the console: words and colours first, then who is logged in, then the screen. */
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { startSession } from './features/session/session.js';
import { applyPreferences } from './preferences.js';
import '@lib/design/fonts.css';
import '@lib/design/tokens.css';
import '@lib/design/atoms.css';
import './styles/frame.css';
import './styles/work.css';
import './styles/ticket.css';
import './styles/overlays.css';
import './styles/pages.css';
import './styles/settings.css';
import './styles/stand-in.css';
import './styles/relations.css';
import './features/record/record.css';
import './features/brief/brief.css';
import './features/tasks/tasks.css';
import './features/swarm/swarm.css';
import './styles/promises.css';
import './features/search/search.css';
import './features/views/views.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
await applyPreferences();
createRoot(root).render(<App />);
await startSession();

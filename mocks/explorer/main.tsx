import { render } from 'preact';
import { App } from './app.tsx';
import { connect } from './data/connection.ts';
import './style.css';
import { followSearchKey } from './try/search-key.ts';

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
connect();
followSearchKey();

import { render } from 'preact';
import { App } from './app.tsx';
import { connect } from './data/connection.ts';
import './style.css';

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
void connect();

"""Who should meet whom, as workbooks."""
